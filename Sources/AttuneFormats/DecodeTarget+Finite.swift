extension DecodeTarget {
    /// How many of `count` elements are NaN or infinite: those with every bit of the exponent set.
    ///
    /// One such bit more carries into the sign's place, so that a piece without any is known from one sum of bits.
    func nonFiniteCount(_ elements: UnsafeRawPointer, _ count: Int) -> Int {
        switch self {
        case .float32: Self.count(elements.assumingMemoryBound(to: UInt32.self), count, exponent: 0x7F80_0000)
        case .bfloat16: Self.count(elements.assumingMemoryBound(to: UInt16.self), count, exponent: 0x7F80)
        }
    }

    @inline(__always)
    private static func count<Bits: FixedWidthInteger & UnsignedInteger>(
        _ elements: UnsafePointer<Bits>, _ count: Int, exponent: Bits
    ) -> Int {
        let carry = exponent & (~exponent &+ 1)
        var marks: Bits = 0
        for index in 0..<count { marks |= (elements[index] & exponent) &+ carry }
        guard marks.leadingZeroBitCount == 0 else { return 0 }
        var found = 0
        for index in 0..<count where elements[index] & exponent == exponent { found += 1 }
        return found
    }
}
