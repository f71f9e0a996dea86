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

    /// Where a party is named: the bytes, which pair it is of, and which of the two it is.
    struct Mention {
        let range: Range<Int>
        let pair: Pair
        let isFirst: Bool
    }

    /// Whether a text names a party at all; much quicker than looking for the places.
    static func isNamed(in text: String) -> Bool {
        text.withBytes { bytes in
            namesByEnd.contains { end, names in
                var place = 0
                while let found = bytes.place(of: end, from: place) {
                    if names.contains(where: { bytes[..<(found + 1)].ends(with: $0) }) { return true }
                    place = found + 1
                }
                return false
            }
        }
    }

    /// The names by their last byte: capitals are rarer in texts than what names begin with.
    private static let namesByEnd: [(end: UInt8, names: [[UInt8]])] = {
        let names = pairs.flatMap { [$0.first, $0.second] }
        return Set(names.compactMap(\.last)).sorted().map { end in (end, names.filter { $0.last == end }) }
    }()

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
                found.append(Mention(range: place..<end, pair: pair, isFirst: isFirst))
            }
        }
        return found
    }

    /// The text with either party named the same way, so that texts agree that differ only in who is who; nil for a text
    /// that names neither.
    static func neutral(_ text: String) -> String? { renamed(text) { _, _ in [0x1A] } }

    /// The text with the names of the parties exchanged; nil for a text that names neither.
    static func swapped(_ text: String) -> String? { renamed(text) { $1 ? $0.second : $0.first } }

    /// The text with other bytes in the place of every mention, chosen by the pair and by whether it names the first.
    private static func renamed(_ text: String, _ name: (Pair, Bool) -> [UInt8]) -> String? {
        guard isNamed(in: text) else { return nil }
        return text.withBytes { bytes in
            let mentions = mentions(in: bytes)
            guard !mentions.isEmpty else { return nil }
            var renamed: [UInt8] = []
            var place = 0
            for mention in mentions {
                renamed += bytes[place..<mention.range.lowerBound]
                renamed += name(mention.pair, mention.isFirst)
                place = mention.range.upperBound
            }
            renamed += bytes[place...]
            return String(decoding: renamed, as: UTF8.self)
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
