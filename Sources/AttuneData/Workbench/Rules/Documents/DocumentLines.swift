/// The lines of a text, and how much of it they repeat.
struct DocumentLines {
    /// The bytes of each line, without its break.
    let lines: [ByteLine]

    /// Lines between line feeds, empty ones included.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// Lines as Python's `splitlines` has them: CR, CRLF and the rarer line breaks end one, too.
    init(everyBreak bytes: UnsafeBufferPointer<UInt8>) {
        var lines: [ByteLine] = []
        var start = 0
        var place = 0
        while place < bytes.count {
            let length = Self.breakLength(at: place, bytes)
            if length > 0 {
                lines.append(bytes[start..<place])
                start = place + length
            }
            place += max(1, length)
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        self.lines = lines
    }

    private static func breakLength(at place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        switch bytes[place] {
        case 0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E: 1
        case 0x0D: bytes.byte(place + 1) == 0x0A ? 2 : 1
        case 0xC2 where bytes.byte(place + 1) == 0x85: 2
        case 0xE2 where bytes.has("\u{2028}", at: place) || bytes.has("\u{2029}", at: place): 3
        default: 0
        }
    }

    /// How many of the pieces occurred before, and how many characters they have.
    static func duplicates(_ pieces: [ByteLine]) -> (count: Int, characters: Int) {
        var seen: Set<UInt64> = []
        var result = (count: 0, characters: 0)
        for piece in pieces where !seen.insert(hash(piece)).inserted {
            result.count += 1
            result.characters += scalars(piece)
        }
        return result
    }

    /// The characters of UTF-8 bytes.
    static func scalars(_ bytes: ByteLine) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

    private static func hash(_ bytes: ByteLine) -> UInt64 {
        mixed(bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    }
}

extension ByteLine {
    /// Without white space of ASCII at either end.
    var stripped: ByteLine {
        let start = drop(while: Self.isSpace)
        guard let last = start.lastIndex(where: { !Self.isSpace($0) }) else { return start }
        return start[...last]
    }

    /// Without white space of ASCII at the end.
    var strippedAtEnd: ByteLine {
        guard let last = lastIndex(where: { !Self.isSpace($0) }) else { return self[startIndex..<startIndex] }
        return self[...last]
    }

    /// Whether the line ends with one of the texts.
    func ends(with texts: String...) -> Bool {
        texts.contains { suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
}
