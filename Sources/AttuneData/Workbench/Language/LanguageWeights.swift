/// What each n-gram says for each language, a byte each: a row of 64 languages is one line of the processor's cache.
struct LanguageWeights: Sendable {
    /// Sixty-four languages' weights, as many as the processor adds up at once in each part.
    private struct Block {
        var first, second, third, fourth: SIMD16<UInt8>
    }

    /// So many weights add up in 16 bits.
    private static let groupRows = 257

    private let languages: Int
    private let blocksInRow: Int
    /// Vectors of this size begin where lines of the cache do.
    private let blocks: [SIMD64<UInt8>]

    /// Stores weights.
    ///
    /// - Parameters:
    ///   - rows: the number of n-grams.
    ///   - languages: the number of languages.
    ///   - weight: the weight at a place, row by row.
    init(rows: Int, languages: Int, weight: (Int) -> UInt8) {
        self.languages = languages
        blocksInRow = (languages + 63) / 64
        var blocks = [SIMD64<UInt8>](repeating: .zero, count: rows * blocksInRow)
        for row in 0..<rows {
            for language in 0..<languages {
                blocks[row * blocksInRow + language / 64][language % 64] = weight(row * languages + language)
            }
        }
        self.blocks = blocks
    }

    /// The sum of each language's weights over some rows.
    func sums(of rows: [UInt32]) -> [Int] {
        var sums = [Int](repeating: 0, count: languages)
        for start in stride(from: 0, to: rows.count, by: Self.groupRows) {
            let group = rows[start..<min(rows.count, start + Self.groupRows)]
            for block in 0..<blocksInRow {
                withUnsafeBytes(of: groupSums(of: group, block)) { bytes in
                    let found = bytes.bindMemory(to: UInt16.self)
                    for place in 0..<min(64, languages - block * 64) { sums[block * 64 + place] += Int(found[place]) }
                }
            }
        }
        return sums
    }

    /// The sums of sixty-four languages over at most `groupRows` rows.
    private func groupSums(of rows: ArraySlice<UInt32>, _ block: Int) -> GroupSums {
        blocks.withUnsafeBytes { bytes in
            let blocks = bytes.assumingMemoryBound(to: Block.self)
            var sums: GroupSums = (.zero, .zero, .zero, .zero)
            for row in rows {
                let weights = blocks[Int(row) &* blocksInRow &+ block]
                sums.0 &+= SIMD16<UInt16>(truncatingIfNeeded: weights.first)
                sums.1 &+= SIMD16<UInt16>(truncatingIfNeeded: weights.second)
                sums.2 &+= SIMD16<UInt16>(truncatingIfNeeded: weights.third)
                sums.3 &+= SIMD16<UInt16>(truncatingIfNeeded: weights.fourth)
            }
            return sums
        }
    }

    private typealias GroupSums = (SIMD16<UInt16>, SIMD16<UInt16>, SIMD16<UInt16>, SIMD16<UInt16>)
}
