/// Telephone numbers: international ones with a plus, North American ones in their groups, mobile ones of China.
///
/// Digits without any of these forms are more often dates, codes and amounts, and are left alone.
struct PhonePattern: TextPattern {
    let code = FindingCode.phoneNumber
    let traits = TextTraits.digit
    let isSensitive = true
    let noun = "a telephone number"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        DigitGroups.runs(in: bytes, least: 10).filter(isPhone).map {
            TextMatch(range: $0.range, replacement: "[phone]")
        }
    }

    private func isPhone(_ run: DigitGroups.Run) -> Bool {
        if run.hasPlus { return (10...15).contains(run.digits.count) && run.digits[0] != 0 }
        return isNorthAmerican(run) || isChineseMobile(run)
    }

    /// `555-010-9999`, `(555) 010-9999`, `1-800-010-9999`, dots instead of dashes.
    private func isNorthAmerican(_ run: DigitGroups.Run) -> Bool {
        let groups = run.groups.first == 1 && run.digits.first == 1 ? Array(run.groups.dropFirst()) : run.groups
        let area = run.digits.count - 10
        guard groups == [3, 3, 4], area >= 0, run.digits[area] >= 2 else { return false }
        return !run.separators.allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Eleven digits from 13 to 19 on, in one group or as 3, 4 and 4.
    private func isChineseMobile(_ run: DigitGroups.Run) -> Bool {
        (run.groups == [11] || run.groups == [3, 4, 4]) && run.digits[0] == 1 && run.digits[1] >= 3
    }
}
