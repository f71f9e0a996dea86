extension [Range<Int>] {
    /// The ranges that share an element with another; these ranges are in order and apart from each other.
    func overlapping(_ other: Range<Int>) -> ArraySlice<Range<Int>> {
        let first = partitionPoint { $0.upperBound > other.lowerBound }
        let last = partitionPoint { $0.lowerBound >= other.upperBound }
        return first < last ? self[first..<last] : []
    }

    /// The first index from which on a condition holds, by bisection.
    private func partitionPoint(_ holds: (Range<Int>) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Pieces put together, with the ranges in which special tokens count.
struct PiecedText {
    private(set) var bytes: [UInt8] = []
    /// The ranges that parse special tokens, or nothing when all of the text does.
    private(set) var parsing: [Range<Int>]?

    init(_ pieces: [TextPiece]) throws(TokenizerError) {
        var ranges: [Range<Int>] = []
        for piece in pieces {
            let start = bytes.count
            bytes.append(contentsOf: piece.text.utf8)
            guard piece.parsesSpecials, bytes.count > start else { continue }
            if let last = ranges.last, last.upperBound == start {
                ranges[ranges.count - 1] = last.lowerBound..<bytes.count
            } else {
                ranges.append(start..<bytes.count)
            }
        }
        // Half of what an Int32 counts: a normalizer may make the text longer.
        guard bytes.count < Int(Int32.max) / 2 else { throw .textTooLong(bytes: bytes.count) }
        parsing = ranges == [0..<bytes.count] || bytes.isEmpty ? nil : ranges
    }
}
