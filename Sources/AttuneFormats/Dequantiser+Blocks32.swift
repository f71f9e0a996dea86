extension Dequantiser {
    @inline(__always)
    static func q8_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(0)
        for index in 0..<32 { output[index] = Float(Int8(bitPattern: block.byte(2 + index))) * scale }
    }

    @inline(__always)
    static func q4_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(0)
        for index in 0..<16 {
            let byte = block.byte(2 + index)
            output[index] = Float(Int32(byte & 0xF) - 8) * scale
            output[16 + index] = Float(Int32(byte >> 4) - 8) * scale
        }
    }

    @inline(__always)
    static func q4_1(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(0)
        let minimum = block.half(2)
        for index in 0..<16 {
            let byte = block.byte(4 + index)
            output[index] = scale * Float(byte & 0xF) + minimum
            output[16 + index] = scale * Float(byte >> 4) + minimum
        }
    }

    @inline(__always)
    static func q5_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(0)
        let fifthBits = block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
        for index in 0..<16 {
            let byte = UInt32(block.byte(6 + index))
            let low = byte & 0xF | (fifthBits >> UInt32(index) & 1) << 4
            let high = byte >> 4 | (fifthBits >> UInt32(index + 16) & 1) << 4
            output[index] = scale * Float(Int32(bitPattern: low) - 16)
            output[16 + index] = scale * Float(Int32(bitPattern: high) - 16)
        }
    }

    @inline(__always)
    static func q5_1(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(0)
        let minimum = block.half(2)
        let fifthBits = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        for index in 0..<16 {
            let byte = UInt32(block.byte(8 + index))
            let low = byte & 0xF | (fifthBits >> UInt32(index) & 1) << 4
            let high = byte >> 4 | (fifthBits >> UInt32(index + 16) & 1) << 4
            output[index] = scale * Float(Int32(bitPattern: low)) + minimum
            output[16 + index] = scale * Float(Int32(bitPattern: high)) + minimum
        }
    }
}
