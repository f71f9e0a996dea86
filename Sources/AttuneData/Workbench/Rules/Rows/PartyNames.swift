/// The two parties of a contract, as texts name them.
enum PartyNames {
    /// A pair of names that may change places.
    struct Pair {
        let first: [UInt8]
        let second: [UInt8]

        init(_ first: String, _ second: String) {
            self.first = Array(first.utf8)
            self.second = Array(second.utf8)
        }
    }

    static let pairs = [
        Pair("Party A", "Party B"), Pair("party A", "party B"), Pair("PARTY A", "PARTY B"),
        Pair("\u{7532}\u{65B9}", "\u{4E59}\u{65B9}"),
    ]

    /// Where a party is named: the bytes, and which of the two it is.
    struct Mention {
        let range: Range<Int>
        let isFirst: Bool
    }

    /// Whether a text names a party at all; much quicker than looking for the places.
    static func isNamed(in text: String) -> Bool {
        pairs.contains { pair in
            text.hasBytes(pair.first) || text.hasBytes(pair.second)
        }
    }

    /// All mentions of either party, in order.
    static func mentions(in bytes: UnsafeBufferPointer<UInt8>) -> [Mention] {
        var found: [Mention] = []
        for place in bytes.indices where startsPair[Int(bytes[place])] {
            for pair in pairs {
                let end = place + pair.first.count
                guard end <= bytes.count else { continue }
                let isFirst = bytes[place..<end].elementsEqual(pair.first)
                guard isFirst || bytes[place..<end].elementsEqual(pair.second), !isASCIILetter(bytes.byte(end)) else {
                    continue
                }
                found.append(Mention(range: place..<end, isFirst: isFirst))
            }
        }
        return found
    }

    /// The text with either party named the same way, so that texts agree that differ only in who is who; nil for a text
    /// that names neither.
    static func neutral(_ text: String) -> String? {
        guard isNamed(in: text) else { return nil }
        return text.withBytes { bytes in
            let mentions = mentions(in: bytes)
            guard !mentions.isEmpty else { return nil }
            var neutral: [UInt8] = []
            var place = 0
            for mention in mentions {
                neutral += bytes[place..<mention.range.lowerBound]
                neutral.append(0x1A)
                place = mention.range.upperBound
            }
            neutral += bytes[place...]
            return String(decoding: neutral, as: UTF8.self)
        }
    }

    /// Whether a byte can begin a party's name.
    private static let startsPair: [Bool] = {
        var starts = [Bool](repeating: false, count: 256)
        for pair in pairs {
            starts[Int(pair.first[0])] = true
            starts[Int(pair.second[0])] = true
        }
        return starts
    }()
}
