/// UTF-8 bytes under a scanner, with the traits of every character.
///
/// Offsets count bytes. Malformed bytes count as characters without traits, so that nothing is read out of bounds.
struct ScannedText {
    let bytes: UnsafeBufferPointer<UInt8>
    let traits: UnsafeBufferPointer<UInt16>

    /// Traits and byte length of the character at an offset; no traits and length 0 at the end.
    @inline(__always)
    func character(at offset: Int, end: Int) -> (traits: ScalarTraits, length: Int) {
        guard offset < end else { return ([], 0) }
        let first = bytes[offset]
        if first < 0x80 { return (ScalarTraits(rawValue: traits[Int(first)]), 1) }
        return wideCharacter(at: offset, end: end, first: first)
    }

    @inline(__always)
    private func wideCharacter(at offset: Int, end: Int, first: UInt8) -> (traits: ScalarTraits, length: Int) {
        let (value, length) = decodedScalar(bytes, at: offset, end: end)
        guard value < UInt32(traits.count) else { return ([], length) }
        return (ScalarTraits(rawValue: traits[Int(value)]), length)
    }

    /// The end of the run of characters that have any of the traits.
    @inline(__always)
    func endOfRun(of wanted: ScalarTraits, from offset: Int, end: Int) -> Int {
        var position = offset
        while true {
            let (traits, length) = character(at: position, end: end)
            guard length > 0, traits.has(wanted) else { return position }
            position += length
        }
    }

    /// The end of the run of characters that have none of the traits.
    @inline(__always)
    func endOfRun(without unwanted: ScalarTraits, from offset: Int, end: Int) -> Int {
        var position = offset
        while true {
            let (traits, length) = character(at: position, end: end)
            guard length > 0, !traits.has(unwanted) else { return position }
            position += length
        }
    }
}

/// The code point at an offset and its length in bytes; a malformed byte stands for itself plus 0x110000.
@inline(__always)
func decodedScalar(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, end: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(bytes[offset])
    if first < 0x80 { return (first, 1) }
    if first >= 0xC2, first < 0xE0, offset + 1 < end {
        return ((first & 0x1F) << 6 | UInt32(bytes[offset + 1] & 0x3F), 2)
    }
    if first >= 0xE0, first < 0xF0, offset + 2 < end {
        let tail = UInt32(bytes[offset + 1] & 0x3F) << 6 | UInt32(bytes[offset + 2] & 0x3F)
        return ((first & 0x0F) << 12 | tail, 3)
    }
    if first >= 0xF0, first < 0xF5, offset + 3 < end {
        let tail = UInt32(bytes[offset + 1] & 0x3F) << 12 | UInt32(bytes[offset + 2] & 0x3F) << 6
        return ((first & 0x07) << 18 | tail | UInt32(bytes[offset + 3] & 0x3F), 4)
    }
    return (0x110000 + first, 1)
}
