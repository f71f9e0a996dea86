public import AttuneErrors
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
        guard let base = destination.baseAddress else { return 0 }
        let address = UInt(bitPattern: base)
        return try inPieces(rowOrder) { piece in
            let place = address + UInt(piece.first * target.byteCount)
            guard let output = UnsafeMutableRawPointer(bitPattern: place) else { return 0 }
            decodePiece(piece.source, piece.count, to: target, into: output)
            return target.nonFiniteCount(UnsafeRawPointer(output), piece.count)
        }
    }

    /// Hands the elements as float32 to `use`, on all processors: parts of some thousand, each with its first element's
    /// place in the result.
    ///
    /// - Returns: the number of elements that came out as NaN or infinite.
    /// - Throws: `DecodeError` when the tensor is no weight, or the first error of `use`.
    public func decodeParts(
        rowOrder: RowOrder? = nil, _ use: @Sendable (_ part: UnsafeBufferPointer<Float>, _ first: Int) throws -> Void
    ) throws -> Int {
        guard storage.isFloating else { throw DecodeError.notFloating(name: name, storage: storage) }
        let failure = Mutex<(any Error)?>(nil)
        let nonFinite = try inPieces(rowOrder) { piece in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: piece.count) { wide in
                guard let output = wide.baseAddress else { return 0 }
                decodePiece(piece.source, piece.count, to: .float32, into: output)
                do { try use(UnsafeBufferPointer(wide), piece.first) } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
                return DecodeTarget.float32.nonFiniteCount(output, piece.count)
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return nonFinite
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
