public import AttuneErrors
internal import Dispatch
internal import Synchronization

/// The types that weights are decoded to.
public enum DecodeTarget: Sendable {
    /// IEEE single precision; every storage type but float64 fits exactly.
    case float32
    /// The upper half of single precision, rounded to nearest, ties to even.
    case bfloat16

    /// The bytes of an element.
    public var byteCount: Int { self == .float32 ? 4 : 2 }
}

/// Another order of a matrix's rows: row i of the result is row `source(i)` of the file.
public struct RowOrder: Sendable, Equatable {
    /// The number of attention heads whose rows are interleaved in the file.
    public let headCount: Int

    /// Undoes the interleaving of rotary pairs that GGUF files of the llama family have in query and key.
    ///
    /// In each head of S rows the file keeps pairs side by side: row 2i is row i of the checkpoint, row 2i + 1 is row
    /// i + S / 2. Source: `LlamaModel.permute` of llama.cpp's converter, undone.
    public init(headCount: Int) { self.headCount = headCount }

    func source(_ row: Int, of rows: Int) -> Int {
        let size = rows / headCount
        let (head, inner) = (row / size, row % size)
        let half = size / 2
        return head * size + (inner < half ? 2 * inner : 2 * (inner - half) + 1)
    }
}

/// A tensor that cannot be decoded.
public enum DecodeError: RemediedError, Equatable {
    /// The storage type holds no weights.
    case notFloating(name: String, storage: StorageType)
    /// The destination has another size.
    case wrongSize(name: String, expectedBytes: Int, foundBytes: Int)
    /// The rows cannot be put into the other order.
    case badRows(name: String, rows: Int, heads: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notFloating(let name, let storage):
            "The tensor \(name) is stored as \(storage.rawValue), which is no weight."
        case .wrongSize(let name, let expected, let found):
            "The tensor \(name) needs \(expected) bytes, \(found) were given."
        case .badRows(let name, let rows, let heads):
            "The \(rows) rows of \(name) do not divide into \(heads) heads of an even size and whole blocks."
        }
    }

    /// What to do about it.
    public var remedy: String { "Fetch the model file again, or use a file of a supported family." }
}

extension TensorSlice {
    /// Writes the elements as `target` into memory of exactly their size, on all processors.
    ///
    /// - Returns: the number of elements that came out as NaN or infinite.
    /// - Throws: `DecodeError` when the tensor is no weight or the sizes do not fit.
    @discardableResult
    public func decode(
        to target: DecodeTarget, into destination: UnsafeMutableRawBufferPointer, rowOrder: RowOrder? = nil
    ) throws(DecodeError) -> Int {
        guard storage.isFloating else { throw .notFloating(name: name, storage: storage) }
        let expected = elementCount * target.byteCount
        guard destination.count == expected else {
            throw .wrongSize(name: name, expectedBytes: expected, foundBytes: destination.count)
        }
        let rows = try rowLayout(rowOrder)
        guard elementCount > 0, let base = destination.baseAddress else { return 0 }
        let address = UInt(bitPattern: base)
        let piecesPerRow = (rows.elements - 1) / Self.pieceElements + 1
        let pieces = rows.count * piecesPerRow
        let parts = min(pieces, 64)
        let nonFinite = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            for piece in pieces * part / parts..<pieces * (part + 1) / parts {
                let row = piece / piecesPerRow
                let start = piece % piecesPerRow * Self.pieceElements
                let count = min(Self.pieceElements, rows.elements - start)
                let place = address + UInt((row * rows.elements + start) * target.byteCount)
                guard let output = UnsafeMutableRawPointer(bitPattern: place) else { return }
                let source = rowOrder?.source(row, of: rows.count) ?? row
                decodePiece(source * rows.elements + start, count, to: target, into: output)
                let found = target.nonFiniteCount(UnsafeRawPointer(output), count)
                if found > 0 { nonFinite.add(found, ordering: .relaxed) }
            }
        }
        file.forget(byteRange)
        return nonFinite.load(ordering: .relaxed)
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

    /// Decodes `count` elements from the element `first` on; both fill whole blocks.
    private func decodePiece(_ first: Int, _ count: Int, to target: DecodeTarget, into output: UnsafeMutableRawPointer)
    {
        let start = byteRange.lowerBound + first / storage.blockElements * storage.blockBytes
        let bytes = count / storage.blockElements * storage.blockBytes
        let source = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + bytes])
        switch target {
        case .float32:
            Dequantiser.decode(
                source, storage,
                into: UnsafeMutableBufferPointer(start: output.assumingMemoryBound(to: Float.self), count: count))
        case .bfloat16 where storage == .bfloat16:
            UnsafeMutableRawBufferPointer(start: output, count: bytes).copyMemory(from: source)
        case .bfloat16:
            let halves = output.assumingMemoryBound(to: UInt16.self)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { wide in
                Dequantiser.decode(source, storage, into: wide)
                for index in 0..<count { halves[index] = roundedToBFloat16(wide[index]) }
            }
        }
    }
}

/// The nearest bfloat16 of a number, ties to even; a NaN stays a NaN.
@inline(__always)
func roundedToBFloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
    return value.isNaN ? 0x7FC0 : rounded
}
