/// Telephone numbers: international ones with a plus, North American ones in their groups, mobile ones of China, and
/// digits of any form behind a word such as `Phone:` or `Fax`, in English or Chinese.
///
/// Other digits are more often dates, codes and amounts, and are left alone.
struct PhonePattern: TextPattern {
    let code = FindingCode.phoneNumber
    let traits = TextTraits.digit
    let isSensitive = true
    let noun = "a telephone number"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        DigitGroups.runs(in: bytes, least: 7).filter { isPhone($0) || isNamed($0, bytes) }.map {
            TextMatch(range: $0.range, replacement: "[phone]")
        }
    }

    /// Words that telephone numbers follow, and words that other numbers follow too unless they look like one.
    private static let names: Set<String> = ["phone", "telephone", "tel", "fax", "tty", "mobile", "hotline"]
    private static let verbs: Set<String> = ["call", "calling", "at", "dial"]
    private static let chineseNames = ["\u{7535}\u{8BDD}", "\u{624B}\u{673A}", "\u{4F20}\u{771F}"].map {
        Array($0.utf8)
    }

    /// Whether the word before the digits says that they are a telephone number.
    private func isNamed(_ run: DigitGroups.Run, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard run.digits.count <= 15 else { return false }
        var end = run.range.lowerBound
        let colon = Array("\u{FF1A}".utf8)
        if bytes[..<end].suffix(3).elementsEqual(colon) { end -= 3 }
        while end > 0, " :.-".utf8.contains(bytes[end - 1]), run.range.lowerBound - end < 3 { end -= 1 }
        let word = bytes[..<end].suffix(12).reversed().prefix(while: isASCIILetter).reversed()
        let name = String(decoding: word, as: UTF8.self).lowercased()
        if Self.names.contains(name) { return true }
        if Self.verbs.contains(name) { return hasNorthAmericanDigits(run) }
        return Self.chineseNames.contains { bytes[..<end].suffix($0.count).elementsEqual($0) }
    }

    /// Ten digits without a leading 0 or 1, or eleven with a 1 before these.
    private func hasNorthAmericanDigits(_ run: DigitGroups.Run) -> Bool {
        let area = run.digits.count - 10
        guard area == 0 || area == 1 && run.digits[0] == 1 else { return false }
        return run.digits[area] >= 2
    }

    private func isPhone(_ run: DigitGroups.Run) -> Bool {
        guard run.digits.count >= 10 else { return false }
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
