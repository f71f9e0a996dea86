/// GPT-2's spelling of bytes as visible characters, in which byte-level vocabularies are written.
public enum ByteAlphabet {
    /// The character of every byte.
    public static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0...UInt8.max).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? "?"
            }
        }
    }()

    /// The byte of every character below U+0144, -1 where the character stands for none.
    private static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, character) in characters.enumerated() { bytes[Int(character.value)] = Int16(byte) }
        return bytes
    }()

    /// The bytes that a token's spelling stands for, or nothing when a character is outside of the alphabet.
    public static func bytes(spelled token: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.count)
        var iterator = token.makeIterator()
        while let first = iterator.next() {
            var value = Int(first)
            if first >= 0x80 {
                guard first & 0xE0 == 0xC0, let second = iterator.next() else { return nil }
                value = Int(first & 0x1F) << 6 | Int(second & 0x3F)
            }
            guard value < bytes.count, bytes[value] >= 0 else { return nil }
            result.append(UInt8(truncatingIfNeeded: bytes[value]))
        }
        return result
    }

    /// How bytes are spelled in a vocabulary.
    public static func spelling(of bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(characters[Int(byte)]) }
        return String(text)
    }
}
