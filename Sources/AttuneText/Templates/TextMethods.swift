/// Methods of text, dispatched by what they give.
extension TemplateInterpreter {
    func callTextMethod(
        _ name: String, of text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        if let answer = try textQuestion(name, text, arguments) { return .boolean(answer) }
        switch name {
        case "strip", "lstrip", "rstrip":
            let bound = try arguments.bound(to: "chars", of: name, line: line)
            return .text(try strip(text, bound[0], leading: name != "rstrip", trailing: name != "lstrip"))
        case "split", "rsplit": return try split(text, arguments, fromEnd: name == "rsplit")
        case "splitlines": return try splitLines(text, arguments)
        case "partition", "rpartition": return try partition(text, arguments, fromEnd: name == "rpartition")
        case "find", "rfind", "index", "rindex": return try find(name, in: text, arguments)
        case "count": return .integer(try count(in: text, arguments))
        case "replace":
            let bound = try arguments.bound(to: "old", "new", "count", of: name, line: line)
            guard case .text(let old)? = bound[0], case .text(let new)? = bound[1] else {
                throw fail("replace needs two texts")
            }
            return .text(try replace(old, by: new, in: text, limit: bound[2].flatMap(integer) ?? -1))
        case "join":
            let bound = try arguments.bound(to: "iterable", of: name, line: line)
            return .text(try join(try items(of: bound[0] ?? .none), with: text, converts: false))
        case "format": return .text(try format(text, arguments))
        default: return .text(try changedText(name, text, arguments))
        }
    }

    /// Methods that answer yes or no; nil for the others.
    private func textQuestion(
        _ name: String, _ text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> Bool? {
        if name.utf8.starts(with: [0x69, 0x73]) { try spend(characters: text.count) }
        switch name {
        case "startswith", "endswith": return try hasAffix(name, text, arguments)
        case "isalpha": return text.all(PythonCharacters.isLetter)
        case "isdigit": return text.all(PythonCharacters.isDigit)
        case "isdecimal": return text.all(PythonCharacters.isDecimal)
        case "isnumeric": return text.all(PythonCharacters.isNumeric)
        case "isspace": return text.all(PythonCharacters.isSpace)
        case "isalnum": return text.all { PythonCharacters.isLetter($0) || PythonCharacters.isNumeric($0) }
        case "isascii": return text.isASCII
        case "isprintable": return text.isEmpty || text.all(PythonCharacters.isPrintable)
        case "islower": return text.hasCase { $0.properties.isLowercase }
        case "isupper": return text.hasCase { $0.properties.isUppercase }
        default: return nil
        }
    }

    private func hasAffix(
        _ name: String, _ text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> Bool {
        let bound = try arguments.bound(to: "affix", "start", "end", of: name, line: line)
        let candidates: [TemplateValue]
        switch bound[0] {
        case .tuple(let list)?: candidates = list.items
        case .some(let value): candidates = [value]
        case nil: throw fail("\(name) needs a text")
        }
        let part = try slice(.text(text), bound[1].flatMap(integer), bound[2].flatMap(integer), nil)
        guard case .text(let part) = part else { return false }
        for candidate in candidates {
            guard case .text(let affix) = candidate else {
                throw fail("\(name) needs text, not a value of type \(candidate.typeName)")
            }
            if name == "startswith" ? part.hasPrefix(affix.bytes) : part.hasSuffix(affix.bytes) { return true }
        }
        return false
    }

    func strip(
        _ text: MarkedText, _ characters: TemplateValue?, leading: Bool = true, trailing: Bool = true
    ) throws(TemplateError) -> MarkedText {
        switch characters {
        case nil, .some(.none): return text.stripped(leading: leading, trailing: trailing)
        case .some(.text(let characters)):
            try spend(characters: characters.count)
            let set = Set(characters.scalars)
            return text.stripped(leading: leading, trailing: trailing) { set.contains($0) }
        default: throw fail("strip needs a text of characters")
        }
    }

    private func find(
        _ name: String, in text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "part", "start", "end", of: name, line: line)
        guard case .text(let part)? = bound[0] else { throw fail("\(name) needs a text") }
        let (range, isEmptyRange) = byteRange(of: text, bound[1].flatMap(integer), bound[2].flatMap(integer))
        let offset =
            isEmptyRange
            ? nil
            : name.utf8.starts(with: [0x72])
                ? text.lastOffset(of: part.bytes, from: range.lowerBound, to: range.upperBound)
                : text.firstOffset(of: part.bytes, from: range.lowerBound, to: range.upperBound)
        if let offset { return .integer(text[0..<offset].scalarCount) }
        guard name.hasSuffix("find") else { throw fail("the text is not found") }
        return .integer(-1)
    }

    private func count(in text: MarkedText, _ arguments: TemplateArguments) throws(TemplateError) -> Int {
        let bound = try arguments.bound(to: "part", "start", "end", of: "count", line: line)
        guard case .text(let part)? = bound[0] else { throw fail("count needs a text") }
        let (range, isEmptyRange) = byteRange(of: text, bound[1].flatMap(integer), bound[2].flatMap(integer))
        guard !isEmptyRange else { return 0 }
        guard !part.isEmpty else { return text[range].scalarCount + 1 }
        return text[range].offsets(of: part.bytes).count
    }

    /// The byte range of a slice; the flag says that it starts after it ends, where nothing is found.
    private func byteRange(of text: MarkedText, _ start: Int?, _ end: Int?) -> (range: Range<Int>, isEmpty: Bool) {
        guard start != nil || end != nil else { return (0..<text.count, false) }
        let offsets = text.scalarOffsets
        let count = offsets.count - 1
        func place(_ bound: Int) -> Int { max(0, bound < 0 ? bound + count : bound) }
        let from = start.map(place) ?? 0
        let to = min(end.map(place) ?? count, count)
        guard from <= to else { return (0..<0, true) }
        return (offsets[from]..<offsets[to], false)
    }
}
