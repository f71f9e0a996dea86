/// The blocks of 256 elements, whose groups have scales of their own.
extension Dequantiser {
    /// Scales (16), values (64), scale of scales, scale of minima.
    @inline(__always)
    static func q2K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(80)
        let minimum = block.half(82)
        for group in 0..<16 {
            let packed = block.byte(group)
            let factor = scale * Float(packed & 0xF)
            let offset = minimum * Float(packed >> 4)
            let (first, shift) = twoBitPlace(of: group)
            for index in 0..<16 {
                let value = block.byte(16 + first + index) >> shift & 3
                output[group * 16 + index] = factor * Float(value) - offset
            }
        }
    }

    /// Third bits (32), lower bits (64), packed scales (12), scale of scales.
    @inline(__always)
    static func q3K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(108)
        for group in 0..<16 {
            let low = block.byte(96 + group % 8) >> UInt8(group / 8 * 4) & 0xF
            let high = block.byte(104 + group % 4) >> UInt8(group / 4 * 2) & 3
            let factor = scale * Float(Int32(low | high << 4) - 32)
            let (first, shift) = twoBitPlace(of: group)
            for index in 0..<16 {
                let value = Int32(block.byte(32 + first + index) >> shift & 3)
                let third = block.byte(group % 2 * 16 + index) >> UInt8(group / 2) & 1
                output[group * 16 + index] = factor * Float(value - (third == 1 ? 0 : 4))  // a set bit means no offset
            }
        }
    }

    /// Scale of scales, scale of minima, packed scales and minima (12), values (128).
    @inline(__always)
    static func q4K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        for group in 0..<8 {
            let (factor, offset) = sixBitScales(block, group)
            let shift = UInt8(group % 2 * 4)
            for index in 0..<32 {
                let value = block.byte(16 + group / 2 * 32 + index) >> shift & 0xF
                output[group * 32 + index] = factor * Float(value) - offset
            }
        }
    }

    /// As `q4K`, with the fifth bits (32) before the values.
    @inline(__always)
    static func q5K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        for group in 0..<8 {
            let (factor, offset) = sixBitScales(block, group)
            let shift = UInt8(group % 2 * 4)
            for index in 0..<32 {
                let low = block.byte(48 + group / 2 * 32 + index) >> shift & 0xF
                let fifth = block.byte(16 + index) >> UInt8(group) & 1
                output[group * 32 + index] = factor * Float(low | fifth << 4) - offset
            }
        }
    }

    /// Lower bits (128), upper bits (64), signed scales (16), scale of scales.
    @inline(__always)
    static func q6K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(208)
        for group in 0..<16 {
            let factor = scale * Float(Int8(bitPattern: block.byte(192 + group)))
            let lowFirst = group / 8 * 64 + group % 4 * 16
            let lowShift = UInt8(group / 4 % 2 * 4)
            let (highFirst, highShift) = twoBitPlace(of: group)
            for index in 0..<16 {
                let low = block.byte(lowFirst + index) >> lowShift & 0xF
                let high = block.byte(128 + highFirst + index) >> highShift & 3
                output[group * 16 + index] = factor * Float(Int32(low | high << 4) - 32)
            }
        }
    }

    /// Where two-bit values of a group of 16 lie: 128 elements share 32 bytes, 32 elements share a shift.
    @inline(__always)
    private static func twoBitPlace(of group: Int) -> (first: Int, shift: UInt8) {
        (group / 8 * 32 + group % 2 * 16, UInt8(group / 2 % 4 * 2))
    }

    /// Factor and offset of a group of 32: eight pairs of 6 bits, packed into the 12 bytes from byte 4 on.
    @inline(__always)
    private static func sixBitScales(_ block: UnsafeRawPointer, _ group: Int) -> (factor: Float, offset: Float) {
        let scaleByte = block.byte(4 + group % 4)
        let minimumByte = block.byte(8 + group % 4)
        let shared = block.byte(12 + group % 4)
        let isFirstHalf = group < 4
        let scale = isFirstHalf ? scaleByte & 0x3F : shared & 0xF | scaleByte >> 2 & 0x30
        let minimum = isFirstHalf ? minimumByte & 0x3F : shared >> 4 | minimumByte >> 2 & 0x30
        return (block.half(0) * Float(scale), block.half(2) * Float(minimum))
    }
}
