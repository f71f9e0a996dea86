/// Splits a template into tokens, with `trim_blocks` and `lstrip_blocks` set as Hugging Face sets them.
///
/// Whitespace rules follow the documentation of Jinja 3.1: one line break after a block or comment goes away, blanks
/// between the start of a line and a block or comment go away, `-` strips on its side, `+` keeps.
struct TemplateLexer {
    let source: MarkedText
    var position = 0
    var line = 1
    var tokens: [TemplateToken] = []
    /// Whether the text before `position` ends a line, which lets `lstrip_blocks` act at once.
    var startsLine = true

    static func tokens(
        of source: String, limits: TemplateLimits = TemplateLimits()
    ) throws(TemplateError) -> [TemplateToken] {
        var lexer = TemplateLexer(source: MarkedText(bytes: normalised(source)))
        guard lexer.source.count <= limits.sourceBytes else {
            throw .limit(line: 1, limit: .sourceBytes, allowed: limits.sourceBytes)
        }
        while lexer.position < lexer.source.count { try lexer.readText() }
        lexer.add(.end)
        return lexer.tokens
    }

    /// Line breaks as line feeds, and the last one dropped.
    private static func normalised(_ source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var previous: UInt8 = 0
        for byte in source.utf8 {
            if byte == 0x0A, previous == 0x0D {
                previous = byte
                continue
            }
            bytes.append(byte == 0x0D ? 0x0A : byte)
            previous = byte
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        return bytes
    }

    mutating func add(_ kind: TemplateToken.Kind) { tokens.append(TemplateToken(kind: kind, line: line)) }

    /// Moves on, counting lines.
    mutating func advance(to end: Int) {
        guard end > position else { return }
        line += source.bytes[position..<end].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        startsLine = source.bytes[end - 1] == 0x0A
        position = end
    }

    func endOfSpace(from start: Int) -> Int {
        var cursor = ScalarCursor(source.bytes, from: start)
        var end = start
        while let next = cursor.next(), PythonCharacters.isSpace(next.scalar) { end = next.range.upperBound }
        return end
    }

    func byte(at index: Int) -> UInt8 { index < source.count ? source.bytes[index] : 0 }

    /// Reads the text up to the next tag, then the tag.
    private mutating func readText() throws(TemplateError) {
        var start = position
        while start < source.count, !isTagStart(start) { start += 1 }
        guard start < source.count else {
            addData(source.bytes[position...])
            advance(to: source.count)
            return
        }
        let opener = byte(at: start + 1)
        let sign = byte(at: start + 2)
        addData(leadingText(to: start, sign: sign, isVariable: opener == 0x7B))
        advance(to: start)
        let body = start + (sign == 0x2D || sign == 0x2B ? 3 : 2)
        switch opener {
        case 0x23: try readComment(from: start + 2)
        case 0x7B:
            add(.variableBegin)
            advance(to: body)
            try readTag(isVariable: true)
        default: try readBlock(from: body)
        }
    }

    private func isTagStart(_ index: Int) -> Bool {
        guard byte(at: index) == 0x7B else { return false }
        let next = byte(at: index + 1)
        return next == 0x25 || next == 0x7B || next == 0x23
    }

    mutating func addData(_ bytes: some Collection<UInt8>) {
        if !bytes.isEmpty { add(.data(Array(bytes))) }
    }

    /// The text before a tag, cut by the tag's whitespace control.
    func leadingText(to end: Int, sign: UInt8, isVariable: Bool) -> [UInt8] {
        let text = source[position..<end]
        if sign == 0x2D { return text.stripped(leading: false).bytes }
        guard sign != 0x2B, !isVariable else { return text.bytes }
        let lineStart = (text.bytes.lastIndex(of: 0x0A) ?? -1) + 1
        guard lineStart > 0 || startsLine else { return text.bytes }
        let indent = text[lineStart..<text.count]
        return indent.stripped().isEmpty ? Array(text.bytes[..<lineStart]) : text.bytes
    }

    private mutating func readComment(from start: Int) throws(TemplateError) {
        guard let end = source.firstOffset(of: [0x23, 0x7D], from: start) else {
            throw .syntax(line: line, message: "the comment has no end")
        }
        advance(to: endOfTag(end, sign: end > start ? byte(at: end - 1) : 0, trims: true))
    }

    /// Where text goes on after the closing two bytes at `end`.
    func endOfTag(_ end: Int, sign: UInt8, trims: Bool) -> Int {
        let after = end + 2
        if sign == 0x2D { return endOfSpace(from: after) }
        if sign != 0x2B, trims, byte(at: after) == 0x0A { return after + 1 }
        return after
    }
}
