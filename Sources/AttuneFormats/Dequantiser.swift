/// Turns stored bytes into float32. The arithmetic of quantised blocks follows gguf-py's `quants.py`, bit for bit.
enum Dequantiser {
    /// Decodes whole blocks; `output` has exactly their elements.
    static func decode(
        _ source: UnsafeRawBufferPointer, _ storage: StorageType, into output: UnsafeMutableBufferPointer<Float>
    ) {
        switch storage {
        case .float32: UnsafeMutableRawBufferPointer(output).copyMemory(from: source)
        case .float64: convert(source, Double.self, into: output) { Float($0) }
        case .float16: convert(source, UInt16.self, into: output, half)
        case .bfloat16: convert(source, UInt16.self, into: output) { Float(bitPattern: UInt32($0) << 16) }
        case .q8_0: q8_0(source, into: output)
        case .q4_0: q4_0(source, into: output)
        case .q4_1: q4_1(source, into: output)
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

    /// IEEE half to single precision by bits: exact for every value.
    @inline(__always)
    static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits) & 0x3FF
        if exponent == 0x1F { return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13) }
        if exponent == 0 {
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        }
        return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }

    @inline(__always)
    private static func scale(_ source: UnsafeRawBufferPointer, at offset: Int) -> Float {
        half(source.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    private static func q8_0(_ source: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
        for block in 0..<output.count / 32 {
            let start = block * 34
            let d = scale(source, at: start)
            for index in 0..<32 {
                output[block * 32 + index] = Float(Int8(bitPattern: source[start + 2 + index])) * d
            }
        }
    }

    private static func q4_0(_ source: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
        for block in 0..<output.count / 32 {
            let start = block * 18
            let d = scale(source, at: start)
            for index in 0..<16 {
                let byte = source[start + 2 + index]
                output[block * 32 + index] = Float(Int32(byte & 0xF) - 8) * d
                output[block * 32 + 16 + index] = Float(Int32(byte >> 4) - 8) * d
            }
        }
    }

    private static func q4_1(_ source: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
        for block in 0..<output.count / 32 {
            let start = block * 20
            let d = scale(source, at: start)
            let m = scale(source, at: start + 2)
            for index in 0..<16 {
                let byte = source[start + 4 + index]
                output[block * 32 + index] = d * Float(byte & 0xF) + m
                output[block * 32 + 16 + index] = d * Float(byte >> 4) + m
            }
        }
    }
}
