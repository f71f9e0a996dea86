/// Inside of tags.
extension TemplateLexer {
    /// A block tag; `raw` is handled here, because its inside is not template.
    mutating func readBlock(from body: Int) throws(TemplateError) {
        if let rawEnd = endOfRawTag("raw", from: body, trims: false) {
            advance(to: rawEnd)
            return try readRaw()
        }
        add(.blockBegin)
        advance(to: body)
        try readTag(isVariable: false)
    }

    /// Where a tag that holds only `word` ends, or nil when it is another tag.
    private func endOfRawTag(_ word: String, from body: Int, trims: Bool) -> Int? {
        let start = endOfSpace(from: body)
        guard source.matches(Array(word.utf8), at: start) else { return nil }
        var end = endOfSpace(from: start + word.utf8.count)
        var sign: UInt8 = 0
        if byte(at: end) == 0x2D || (trims && byte(at: end) == 0x2B) {
            sign = byte(at: end)
            end += 1
        }
        return source.matches([0x25, 0x7D], at: end) ? endOfTag(end, sign: sign, trims: trims) : nil
    }

    private mutating func readRaw() throws(TemplateError) {
        var start = position
        while let candidate = source.firstOffset(of: [0x7B, 0x25], from: start) {
            let sign = byte(at: candidate + 2)
            let body = candidate + (sign == 0x2D || sign == 0x2B ? 3 : 2)
            if let end = endOfRawTag("endraw", from: body, trims: true) {
                addData(leadingText(to: candidate, sign: sign, isVariable: false))
                return advance(to: end)
            }
            start = candidate + 2
        }
        throw .syntax(line: line, message: "the raw block has no end")
    }

    /// The tokens of a tag, up to and with its end.
    mutating func readTag(isVariable: Bool) throws(TemplateError) {
        var closers: [TemplateSymbol] = []
        while position < source.count {
            if closers.isEmpty, let end = endOfTag(isVariable: isVariable) {
                add(isVariable ? .variableEnd : .blockEnd)
                return advance(to: end)
            }
            let space = endOfSpace(from: position)
            if space > position { advance(to: space) } else { try readToken(&closers) }
        }
        throw .syntax(line: line, message: "the tag has no end")
    }

    private func endOfTag(isVariable: Bool) -> Int? {
        let closer: [UInt8] = isVariable ? [0x7D, 0x7D] : [0x25, 0x7D]
        if source.matches(closer, at: position) { return endOfTag(position, sign: 0, trims: !isVariable) }
        let sign = byte(at: position)
        guard sign == 0x2D || (sign == 0x2B && !isVariable), source.matches(closer, at: position + 1) else {
            return nil
        }
        return endOfTag(position + 1, sign: sign, trims: !isVariable)
    }

    private mutating func readToken(_ closers: inout [TemplateSymbol]) throws(TemplateError) {
        let first = byte(at: position)
        if first == 0x27 || first == 0x22 { return try readString(quote: first) }
        if first >= 0x30, first <= 0x39 { return try readNumber() }
        if let end = endOfName() {
            add(.name(source[position..<end].string))
            return advance(to: end)
        }
        guard let (symbol, length) = TemplateSymbol.longest(in: source, at: position) else {
            throw .syntax(line: line, message: "unexpected character in a tag")
        }
        try balance(symbol, &closers)
        add(.symbol(symbol))
        advance(to: position + length)
    }

    private func balance(_ symbol: TemplateSymbol, _ closers: inout [TemplateSymbol]) throws(TemplateError) {
        if let closing = symbol.closing { closers.append(closing) }
        guard symbol.isClosing else { return }
        guard closers.popLast() == symbol else {
            throw .syntax(line: line, message: "unexpected '\(symbol.rawValue)'")
        }
    }

    private func endOfName() -> Int? {
        var cursor = ScalarCursor(source.bytes, from: position)
        var end = position
        while let next = cursor.next() {
            let scalar = next.scalar
            let fits =
                scalar.isASCII
                ? PythonCharacters.isIdentifier(UInt8(scalar.value), first: end == position)
                : end == position ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
            guard fits else { break }
            end = next.range.upperBound
        }
        return end > position ? end : nil
    }
}
