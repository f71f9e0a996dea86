/// Turns stored bytes into float32.
///
/// The arithmetic of quantised blocks follows gguf-py's `quants.py`, bit for bit.
enum Dequantiser {
    /// Reads one block from its first byte and writes all of its elements.
    typealias BlockDecoder = (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void

    /// Decodes whole blocks; `output` has exactly their elements.
    static func decode(
        _ source: UnsafeRawBufferPointer, _ storage: StorageType, into output: UnsafeMutableBufferPointer<Float>
    ) {
        switch storage {
        case .float32: UnsafeMutableRawBufferPointer(output).copyMemory(from: source)
        case .float64: convert(source, Double.self, into: output) { Float($0) }
        case .float16: convert(source, UInt16.self, into: output, half)
        case .bfloat16: convert(source, UInt16.self, into: output) { Float(bitPattern: UInt32($0) << 16) }
        case .q4_0: blocks(source, storage, into: output, q4_0)
        case .q4_1: blocks(source, storage, into: output, q4_1)
        case .q5_0: blocks(source, storage, into: output, q5_0)
        case .q5_1: blocks(source, storage, into: output, q5_1)
        case .q8_0: blocks(source, storage, into: output, q8_0)
        case .q2K: blocks(source, storage, into: output, q2K)
        case .q3K: blocks(source, storage, into: output, q3K)
        case .q4K: blocks(source, storage, into: output, q4K)
        case .q5K: blocks(source, storage, into: output, q5K)
        case .q6K: blocks(source, storage, into: output, q6K)
        case .int64, .int32, .int16, .int8, .uint8, .bool: break  // refused before
        }
    }

    @inline(__always)
    private static func convert<Stored: BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _: Stored.Type, into output: UnsafeMutableBufferPointer<Float>,
        _ number: (Stored) -> Float
    ) {
        for index in output.indices {
            output[index] = number(
                source.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self))
        }
    }

    @inline(__always)
    private static func blocks(
        _ source: UnsafeRawBufferPointer, _ storage: StorageType, into output: UnsafeMutableBufferPointer<Float>,
        _ decode: BlockDecoder
    ) {
        guard let first = source.baseAddress, let start = output.baseAddress else { return }
        for block in 0..<output.count / storage.blockElements {
            decode(first + block * storage.blockBytes, start + block * storage.blockElements)
        }
    }

    /// IEEE half to single precision by bits: exact for every value, without branches.
    @inline(__always)
    static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits) & 0x3FF
        let normal = (exponent + 112) << 23 | fraction << 13
        let subnormal = (Float(Int32(bitPattern: fraction)) * 0x1p-24).bitPattern
        let special = 0x7F80_0000 | fraction << 13
        let magnitude = exponent == 0 ? subnormal : exponent == 0x1F ? special : normal
        return Float(bitPattern: sign | magnitude)
    }
}

extension UnsafeRawPointer {
    /// The half-precision number at an offset.
    @inline(__always)
    func half(_ offset: Int) -> Float { Dequantiser.half(loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }

    /// The byte at an offset.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }
}
