/// An answer that begins by declining, in the words that assistants use for it.
struct RefusalRule: RowRule {
    /// How far into an answer the words may begin, in bytes.
    private static let reach = 160

    private static let phrases: [[UInt8]] = [
        "as an ai language model", "as a language model", "as an ai assistant", "as an artificial intelligence",
        "i'm just an ai", "i am just an ai", "i'm an ai", "i am an ai language model", "i'm sorry, but i can",
        "i am sorry, but i can", "i'm sorry, i can", "sorry, but i can't", "sorry, i can't help", "i cannot assist",
        "i can't assist", "i cannot help with", "i can't help with", "i cannot fulfill", "i can't fulfill",
        "i'm unable to", "i am unable to assist", "i'm not able to", "i am not able to provide",
        "i cannot provide medical advice", "i apologize, but i", "my training data", "my knowledge cutoff",
        "\u{4F5C}\u{4E3A}\u{4E00}\u{4E2A}\u{4EBA}\u{5DE5}\u{667A}\u{80FD}", "\u{4F5C}\u{4E3A}\u{4E00}\u{4E2A}AI",
        "\u{4F5C}\u{4E3A}AI", "\u{4F5C}\u{4E3A}\u{4E00}\u{540D}AI",
        "\u{5F88}\u{62B1}\u{6B49}\u{FF0C}\u{6211}\u{65E0}\u{6CD5}",
        "\u{62B1}\u{6B49}\u{FF0C}\u{6211}\u{65E0}\u{6CD5}", "\u{62B1}\u{6B49}\u{FF0C}\u{6211}\u{4E0D}\u{80FD}",
    ].map { Array($0.lowercased().utf8) }

    /// The phrases by their first two bytes.
    private static let phrasesByStart = Dictionary(grouping: phrases) { start($0[0], $0[1]) }

    /// Whether two bytes can begin a phrase.
    private static let startsPhrase = (0..<1 << 16).map { phrasesByStart[$0] != nil }

    private static func start(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }

    func hits(in row: WorkbenchRow) -> [RuleHit] {
        for part in row.parts where part.speaker == .answer {
            guard let place = Self.place(in: part.text) else { continue }
            return [
                RuleHit(
                    .refusal, key: part.path.description, message: "the answer declines",
                    excerpt: excerpt(of: Array(part.text.utf8.dropFirst(place).prefix(400))))
            ]
        }
        return []
    }

    /// Where the first of the phrases begins.
    private static func place(in text: String) -> Int? {
        // Curly apostrophes count as straight ones; the fold keeps one byte for a byte, so places agree.
        var window = text.withBytes { Array($0.prefix(reach + 80)) }
        for place in window.indices where window[place] &- 0x41 < 26 { window[place] |= 0x20 }
        let plain = straightened(window)
        return plain.bytes.withUnsafeBufferPointer { bytes in
            for place in bytes.indices.dropLast() where startsPhrase[start(bytes[place], bytes[place + 1])] {
                let original = plain.places?[place] ?? place
                guard original < reach else { return nil }
                let likely = phrasesByStart[start(bytes[place], bytes[place + 1])] ?? []
                if likely.contains(where: { stands($0, at: place, in: bytes) }) { return original }
            }
            return nil
        }
    }

    private static func stands(_ phrase: [UInt8], at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard place + phrase.count <= bytes.count else { return false }
        for offset in phrase.indices where bytes[place + offset] != phrase[offset] { return false }
        return true
    }

    /// U+2019 as an apostrophe; `places` says where each byte stood, unless all stand where they stood.
    private static func straightened(_ bytes: [UInt8]) -> (bytes: [UInt8], places: [Int]?) {
        guard bytes.contains(0xE2) else { return (bytes, nil) }
        var result: [UInt8] = []
        var places: [Int] = []
        var place = 0
        while place < bytes.count {
            let isCurly = bytes[place...].starts(with: [0xE2, 0x80, 0x99])
            result.append(isCurly ? UInt8(ascii: "'") : bytes[place])
            places.append(place)
            place += isCurly ? 3 : 1
        }
        return (result, places)
    }
}
