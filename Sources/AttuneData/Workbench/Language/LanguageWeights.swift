/// What each n-gram says for each language, a byte each: a row of 64 languages is one line of the processor's cache.
final class LanguageWeights: Sendable {
    /// Sixty-four languages' weights.
    private struct Block {
        var first, second, third, fourth: SIMD16<UInt8>
    }

    /// So many weights add up in 16 bits.
    private static let groupRows = 257

    private let languages: Int
    private let blocksInRow: Int
    /// Aligned to lines of the cache; written once, before anybody reads.
    private nonisolated(unsafe) let blocks: UnsafeMutableBufferPointer<Block>

    /// Stores weights.
    ///
    /// - Parameters:
    ///   - rows: the number of n-grams.
    ///   - languages: the number of languages.
    ///   - weight: the weight at a place, row by row.
    init(rows: Int, languages: Int, weight: (Int) -> UInt8) {
        self.languages = languages
        blocksInRow = (languages + 63) / 64
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: rows * blocksInRow * 64, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        for row in 0..<rows {
            for language in 0..<languages {
                bytes[row * blocksInRow * 64 + language] = weight(row * languages + language)
            }
        }
        blocks = bytes.bindMemory(to: Block.self)
    }

    deinit { UnsafeMutableRawBufferPointer(blocks).deallocate() }

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

    private typealias GroupSums = (SIMD16<UInt16>, SIMD16<UInt16>, SIMD16<UInt16>, SIMD16<UInt16>)
}
