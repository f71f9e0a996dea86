/// Finds passages of plain text that an earlier row, or the same row before, holds word for word.
///
/// Case, marks and punctuation do not count. Samples and words lie in unnamed temporary files.
struct PassageFinder {
    private let settings: PassageSettings
    private let sampling: PassageSampling
    private let samples: KeyedRowStore
    private var words: NumberRowStore
    private var rowCount: UInt32 = 0

    init(_ settings: PassageSettings) throws {
        try settings.validate()
        self.settings = settings
        sampling = PassageSampling(runLength: settings.runLength, window: settings.window)
        samples = try KeyedRowStore(folder: temporaryFolder())
        words = try NumberRowStore(folder: temporaryFolder())
    }

    /// Takes the next row's text; an empty one for a row that is not searched.
    mutating func add(_ text: String) throws {
        let hashes = text.withBytes { FoldedWords($0, seed: 0).hashes }
        let found = sampling.samples(hashes)
        for sample in found {
            try samples.append(.init(key: sample.hash, row: rowCount, position: UInt32(clamping: sample.position)))
        }
        try words.append(hashes.map { UInt32(truncatingIfNeeded: $0 >> 32) })
        rowCount += 1
    }

    /// Compares the words around equal samples.
    ///
    /// - Parameter isKept: whether a row stays; passages of rows that go count neither way.
    /// - Returns: the passages to cut.
    /// - Throws: `DuplicateError` when the disk refuses.
    func finish(isKept: (Int) -> Bool) throws -> RepeatedPassages {
        var result = RepeatedPassages(settings: settings)
        try samples.forEachBucket { bucket throws(DuplicateError) in
            let entries = bucket.filter { isKept(Int($0.row)) }
            guard let source = entries.first, entries.count > 1 else { return }
            let sourceWords = try words.numbers(of: source.row)
            for entry in entries.dropFirst() where !result.covers(Int(entry.row), Int(entry.position)) {
                let own = entry.row == source.row ? sourceWords : try words.numbers(of: entry.row)
                let match = PassageMatch(
                    source: sourceWords, at: Int(source.position), words: own, at: Int(entry.position),
                    isSameRow: entry.row == source.row, runLength: settings.runLength)
                guard let range = match?.range, range.count >= settings.words else { continue }
                result.add(.init(words: range, source: Int(source.row)), to: Int(entry.row), of: own.count)
            }
        }
        return result
    }
}

/// The longest common passage around two equal runs.
private struct PassageMatch {
    /// The words of the later passage.
    let range: Range<Int>

    /// Nil when the runs differ after all.
    ///
    /// In one row the two passages may touch, but not overlap.
    init?(
        source: [UInt32], at sourceStart: Int, words: [UInt32], at start: Int, isSameRow: Bool, runLength: Int
    ) {
        guard sourceStart + runLength <= source.count, start + runLength <= words.count,
            source[sourceStart..<sourceStart + runLength] == words[start..<start + runLength]
        else { return nil }
        let most = isSameRow ? start - sourceStart : Int.max
        guard runLength <= most else { return nil }
        var (before, after) = (0, runLength)
        while before + after < most, sourceStart + after < source.count, start + after < words.count,
            source[sourceStart + after] == words[start + after]
        { after += 1 }
        while before + after < most, sourceStart - before > 0, start - before > 0,
            source[sourceStart - before - 1] == words[start - before - 1]
        { before += 1 }
        range = start - before..<start + after
    }
}
