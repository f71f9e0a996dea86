internal import Dispatch
internal import Synchronization

extension TensorSlice {
    /// Some neighbouring elements: `count` from the element `source` of the file on, for the place `first` of the result.
    struct Piece {
        let source: Int
        let first: Int
        let count: Int
    }

    /// Calls `body` for every piece on all processors, and returns the sum of what it returns.
    func inPieces(_ order: RowOrder?, _ body: @Sendable (Piece) -> Int) throws(DecodeError) -> Int {
        let rows = try rowLayout(order)
        guard elementCount > 0 else { return 0 }
        let piecesPerRow = (rows.elements - 1) / Self.pieceElements + 1
        let pieces = rows.count * piecesPerRow
        let parts = min(pieces, 64)
        let sum = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            for index in pieces * part / parts..<pieces * (part + 1) / parts {
                let row = index / piecesPerRow
                let start = index % piecesPerRow * Self.pieceElements
                let source = (order?.source(row, of: rows.count) ?? row) * rows.elements + start
                let found = body(
                    Piece(
                        source: source, first: row * rows.elements + start,
                        count: min(Self.pieceElements, rows.elements - start)))
                if found > 0 { sum.add(found, ordering: .relaxed) }
            }
        }
        file.forget(byteRange)
        return sum.load(ordering: .relaxed)
    }

    /// What is decoded at once: whole blocks of every type, and a float32 copy that stays in the cache.
    private static let pieceElements = 8192

    /// The rows to be moved; without an order the tensor is one long row.
    private func rowLayout(_ order: RowOrder?) throws(DecodeError) -> (count: Int, elements: Int) {
        guard let order else { return (1, elementCount) }
        let rows = shape.first ?? 1
        let elements = rows > 0 ? elementCount / rows : 0
        guard order.headCount > 0, rows % (order.headCount * 2) == 0, elements % storage.blockElements == 0 else {
            throw .badRows(name: name, rows: rows, heads: order.headCount)
        }
        return (rows, elements)
    }
}
