internal import Dispatch

/// Many rows at once, worked on by all cores.
extension RecordStream {
    /// Few enough that a caller who saves after each block loses little.
    private static let savedRows = 512
    /// Enough that hardly any core waits for the last rows of a block.
    private static let streamedRows = 2048
    private static let blockBytes = 8 << 20

    /// The next rows in order, worked on by all cores, or nil at the end.
    ///
    /// Until a row has settled what the rows mean, a block holds one row.
    ///
    /// - Parameter work: a pure function of a row.
    /// - Returns: what the function made of each row.
    /// - Throws: `DataError`, as `next`.
    mutating func nextBlock<Result: Sendable>(_ work: @Sendable (StreamRow) -> Result) throws -> [Result]? {
        guard let interpreter else { return try nextStreamRow().map { [work($0)] } }
        let block = try nextPendingRows(Self.savedRows)
        guard !block.isEmpty else { return nil }
        let limits = reader.limits
        return parallelMap(block) { work(interpreter.streamRow($0, limits)) }
    }

    /// Hands out all rows that are left, block by block in order, for callers that never stop between two.
    ///
    /// While all cores work on a block, the caller's thread takes the block before it and cuts the next one out of the file.
    ///
    /// - Parameters:
    ///   - work: a pure function of a row.
    ///   - take: takes what the function made of some rows, in order.
    /// - Throws: `DataError`, as `next`, maybe before the last rows were taken; what `take` throws.
    mutating func forEachBlock<Result: Sendable>(
        _ work: @escaping @Sendable (StreamRow) -> Result, take: ([Result]) throws -> Void
    ) throws {
        while interpreter == nil, let row = try nextStreamRow() { try take([work(row)]) }
        guard let interpreter else { return }
        let queue = DispatchQueue(label: "attune.rows")
        let limits = reader.limits
        var inWork: BackgroundWork<[[Result]]>?
        while true {
            let block = try nextPendingRows(Self.streamedRows)
            let next =
                block.isEmpty
                ? nil
                : BackgroundWork(on: queue) {
                    parallelPieces(block) { work(interpreter.streamRow($0, limits)) }
                }
            if let inWork { for piece in inWork.result() { try take(piece) } }
            guard next != nil else { return }
            inWork = next
        }
    }

    /// The rows of the next block, not parsed yet; empty at the end.
    private mutating func nextPendingRows(_ most: Int) throws -> [PendingRow] {
        var block: [PendingRow] = []
        var bytes = 0
        while block.count < most, bytes < Self.blockBytes, let row = try nextPending() {
            block.append(row)
            bytes += row.size
        }
        return block
    }
}

extension RecordInterpreter {
    /// A row that was cut out of its file, with its meaning.
    fileprivate func streamRow(_ pending: PendingRow, _ limits: ReadingLimits) -> StreamRow {
        StreamRow(line: pending.line, shape: shape, outcome: interpret(pending, limits))
    }
}
