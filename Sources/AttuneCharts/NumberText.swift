/// Numbers as the text of a chart.
enum NumberText {
    /// A number with exactly this many decimals and commas between thousands; `0.00` for a tiny negative one.
    static func fixed(_ value: Double, decimals: Int, grouped: Bool = true) -> String {
        let decimals = min(max(decimals, 0), 12)
        let factor = powerOfTen(decimals)
        let scaled = (abs(value) * factor).rounded()
        guard value.isFinite, scaled < 9e15 else { return String(value) }
        let whole = Int64(scaled)
        let unit = Int64(factor)
        var text = grouped ? withCommas(whole / unit) : String(whole / unit)
        if decimals > 0 {
            let digits = String(whole % unit)
            text += "." + String(repeating: "0", count: decimals - digits.utf8.count) + digits
        }
        return value < 0 && whole != 0 ? "-" + text : text
    }

    /// A coordinate: at most two decimals, none that says nothing.
    static func coordinate(_ value: Double) -> String {
        var text = fixed(value, decimals: 2, grouped: false)
        while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// About four significant digits, for a summary or a bar's end.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "not a number" }
        if value == 0 { return "0" }
        let magnitude = exponent(of: value)
        guard magnitude > -5, magnitude < 15 else { return scientific(value, decimals: 1) }
        var text = fixed(value, decimals: max(0, 3 - max(magnitude, 0)))
        if magnitude < 0 { text = fixed(value, decimals: 2 - magnitude) }
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// `3e-4`: a small or large number with its power of ten.
    static func scientific(_ value: Double, decimals: Int) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "not a number" }
        let magnitude = exponent(of: value)
        // Scaled in two parts, since ten to the power of 308 and more is not a number.
        let half = -magnitude / 2
        let mantissa = value * power(half) * power(-magnitude - half)
        var text = fixed(mantissa, decimals: decimals)
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
        return "\(text)e\(magnitude)"
    }

    /// The power of ten of the first digit: 2 for 345, -1 for 0.5.
    static func exponent(of value: Double) -> Int {
        var rest = abs(value)
        guard rest > 0, rest.isFinite else { return 0 }
        var exponent = 0
        while rest >= 10 { (rest, exponent) = (rest / 10, exponent + 1) }
        while rest < 1 { (rest, exponent) = (rest * 10, exponent - 1) }
        return exponent
    }

    static func power(_ exponent: Int) -> Double {
        exponent >= 0 ? powerOfTen(exponent) : 1 / powerOfTen(-exponent)
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        (0..<min(exponent, 400)).reduce(1.0) { product, _ in product * 10 }
    }

    private static func withCommas(_ value: Int64) -> String {
        var text = ""
        for (index, digit) in String(value).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
