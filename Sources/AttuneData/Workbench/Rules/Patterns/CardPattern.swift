/// Numbers of payment cards: an issuer's first digits, its length, and a valid check digit.
struct CardPattern: TextPattern {
    let code = FindingCode.cardNumber
    let traits = TextTraits.digit
    let isSensitive = true
    let noun = "the number of a payment card"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        DigitGroups.runs(in: bytes, least: 13).filter(isCard).map {
            TextMatch(range: $0.range, replacement: "[card]")
        }
    }

    private func isCard(_ run: DigitGroups.Run) -> Bool {
        guard !run.hasPlus, !run.separators.contains(UInt8(ascii: ".")), !run.separators.contains(UInt8(ascii: ")")),
            run.groups.count == 1 || run.groups.allSatisfy({ (3...7).contains($0) }),
            Set(run.digits).count > 1
        else { return false }
        return Self.hasIssuer(run.digits) && Self.hasValidCheckDigit(run.digits)
    }

    /// Whether an issuer gives out numbers of this length that begin so.
    static func hasIssuer(_ digits: [UInt8]) -> Bool {
        let first = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch (first, digits.count) {
        case (4000...4999, 13), (4000...4999, 16), (4000...4999, 19): return true
        case (5100...5599, 16), (2221...2720, 16): return true
        case (3400...3499, 15), (3700...3799, 15): return true
        case (3528...3589, 16), (6011, 16), (6440...6599, 16): return true
        case (6200...6299, 16...19), (3000...3059, 14), (3600...3699, 14), (3800...3999, 14): return true
        default: return false
        }
    }

    /// Luhn's test: every second digit from the right doubled, the digits of all results add up to a multiple of ten.
    static func hasValidCheckDigit(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = Int(digit) * (place % 2 == 1 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}
