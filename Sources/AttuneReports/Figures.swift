internal import Foundation

/// Numbers the way people read them.
public enum Figures {
    /// 134515008 -> "134.5 M".
    public static func count(_ value: Int) -> String {
        switch value {
        case 1_000_000_000...: fixed(Double(value) / 1e9, 2) + " B"
        case 1_000_000...: fixed(Double(value) / 1e6, 1) + " M"
        case 10_000...: fixed(Double(value) / 1e3, 1) + " k"
        default: String(value)
        }
    }

    /// Bytes in binary units: "2.3 GiB".
    public static func bytes(_ value: Int) -> String {
        switch value {
        case (1 << 30)...: fixed(Double(value) / Double(1 << 30), 2) + " GiB"
        case (1 << 20)...: fixed(Double(value) / Double(1 << 20), 0) + " MiB"
        default: fixed(Double(value) / 1024, 0) + " KiB"
        }
    }

    /// Seconds as "2 h 05 min", "3 min 20 s" or "4.2 s".
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "unknown" }
        let whole = Int(seconds.rounded())
        if whole >= 3600 { return "\(whole / 3600) h \(padded(whole / 60 % 60)) min" }
        if whole >= 60 { return "\(whole / 60) min \(padded(whole % 60)) s" }
        return fixed(seconds, 1) + " s"
    }

    /// A number with a fixed count of decimals.
    public static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

    /// 1234567 -> "1,234,567".
    public static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        let groups = stride(from: digits.count % 3, through: digits.count, by: 3).map { end in
            String(digits[max(0, end - 3)..<end])
        }
        return (value < 0 ? "-" : "") + groups.filter { !$0.isEmpty }.joined(separator: ",")
    }

    /// A share as "12.3 %"; what is there but less than a thousandth as "< 0.1 %".
    public static func percent(_ share: Double) -> String {
        share > 0 && share < 0.0005 ? "< 0.1 %" : fixed(share * 100, 1) + " %"
    }

    /// A small number such as a learning rate: "1.00e-04".
    public static func scientific(_ value: Double) -> String { String(format: "%.2e", value) }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
