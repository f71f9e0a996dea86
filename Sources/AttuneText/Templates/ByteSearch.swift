/// Looks for one byte string in others, in linear time on any input (Knuth, Morris, Pratt 1977).
struct ByteSearch {
    private let needle: [UInt8]
    /// For each length of a matched part, the length of the longest shorter part that also matches there.
    private let fallbacks: [Int]

    /// Prepares a needle; for searching from the end it is given reversed.
    init(_ needle: some Collection<UInt8>) {
        let needle = Array(needle)
        var fallbacks = [Int](repeating: 0, count: needle.count + 1)
        var matched = 0
        for place in needle.indices.dropFirst() {
            while matched > 0, needle[matched] != needle[place] { matched = fallbacks[matched] }
            if needle[matched] == needle[place] { matched += 1 }
            fallbacks[place + 1] = matched
        }
        self.needle = needle
        self.fallbacks = fallbacks
    }

    func firstOffset(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        guard start <= end, !needle.isEmpty else { return nil }
        var matched = 0
        for place in start..<end where advances(&matched, bytes[place]) { return place + 1 - needle.count }
        return nil
    }

    func lastOffset(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        guard start <= end, !needle.isEmpty else { return nil }
        var matched = 0
        for place in (start..<end).reversed() where advances(&matched, bytes[place]) { return place }
        return nil
    }

    /// Takes one more byte; true when the whole needle has matched.
    private func advances(_ matched: inout Int, _ byte: UInt8) -> Bool {
        while matched > 0, needle[matched] != byte { matched = fallbacks[matched] }
        if needle[matched] == byte { matched += 1 }
        return matched == needle.count
    }
}
