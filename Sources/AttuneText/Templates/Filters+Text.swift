/// Filters that work on text; other values are turned into text first.
extension TemplateInterpreter {
    func textFilter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        if case .text(let text) = value { try spend(bytes: text.count) }
        switch name {
        case "upper", "lower", "capitalize": return .text(try changedText(name, try text(of: value), arguments))
        case "string", "safe": return .text(try text(of: value))
        case "title": return .text(try counted(value).filterTitled())
        case "trim":
            let bound = try arguments.bound(to: "chars", of: name, line: line)
            return .text(try strip(try text(of: value), bound[0]))
        case "replace":
            let bound = try arguments.bound(to: "old", "new", "count", of: name, line: line)
            guard let old = bound[0], let new = bound[1] else { throw fail("replace needs two texts") }
            let limit = bound[2].flatMap(integer) ?? -1
            return .text(try replace(try text(of: old), by: try text(of: new), in: try text(of: value), limit: limit))
        case "e", "escape", "forceescape": return .text(try counted(value).mapScalars(Self.escaped))
        case "indent": return .text(try indented(try onlyText(value, name), arguments))
        case "center":
            let bound = try arguments.bound(to: "width", of: name, line: line)
            let width = bound[0].flatMap(integer) ?? 80
            return .text(try padded(try text(of: value), to: width, with: MarkedText(" "), before: nil))
        case "truncate":
            return value.isUndefined ? value : .text(try truncated(try onlyText(value, name), arguments))
        case "format": return .text(try formatFilter(value, arguments))
        case "wordcount": return .integer(try counted(value).wordCount)
        case "urlencode": return .text(try counted(value).mapScalars(Self.urlEncoded))
        default: return nil
        }
    }

    private func onlyText(_ value: TemplateValue, _ filter: String) throws(TemplateError) -> MarkedText {
        if case .text(let text) = value { return text }
        if case .undefined(let reason) = value { throw undefined(reason) }
        throw fail("\(filter) needs text, not a value of type \(value.typeName)")
    }

    /// The value as text of which every character will be looked at.
    func counted(_ value: TemplateValue) throws(TemplateError) -> MarkedText {
        let text = try text(of: value)
        try spend(characters: text.count)
        return text
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&#34;"
        case "'": "&#39;"
        default: String(Character(scalar))
        }
    }

    private static func urlEncoded(_ scalar: Unicode.Scalar) -> String {
        let text = String(Character(scalar))
        if scalar.isASCII, PythonCharacters.isIdentifier(UInt8(scalar.value), first: false) || "/.-~".contains(text) {
            return text
        }
        return text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    private func indented(_ text: MarkedText, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(to: "width", "first", "blank", of: "indent", line: line)
        let indent: MarkedText
        if case .text(let given)? = bound[0] {
            indent = given
        } else {
            indent = try padded(MarkedText(), to: bound[0].flatMap(integer) ?? 4, with: MarkedText(" "), before: 0)
        }
        var source = text
        source.append("\n")
        var result = bound[1]?.isTrue == true ? indent : MarkedText()
        for (place, item) in try items(of: try splitLines(source, TemplateArguments())).enumerated() {
            guard case .text(let part) = item else { continue }
            if place > 0 { result.append("\n") }
            if place > 0, bound[2]?.isTrue == true || !part.isEmpty { result.append(indent) }
            result.append(part)
            if result.count > context.limits.outputBytes { try spend(bytes: result.count) }
        }
        try spend(bytes: result.count)
        return result
    }

    private func truncated(_ text: MarkedText, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(to: "length", "killwords", "end", "leeway", of: "truncate", line: line)
        let length = bound[0].flatMap(integer) ?? 255
        let leeway = bound[3].flatMap(integer) ?? 5
        var end = MarkedText("...")
        if case .text(let given)? = bound[2] { end = given }
        guard length >= end.scalarCount, leeway >= 0 else { throw fail("truncate needs a length over its end") }
        let offsets = text.scalarOffsets
        let (most, overflows) = length.addingReportingOverflow(leeway)
        if overflows || offsets.count - 1 <= most { return text }
        var result = text[0..<offsets[length - end.scalarCount]]
        if bound[1]?.isTrue != true, let space = result.lastOffset(of: [0x20]) { result = result[0..<space] }
        result.append(end)
        return result
    }

    private func formatFilter(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError)
        -> MarkedText
    {
        guard arguments.positional.isEmpty || arguments.keyword.isEmpty else {
            throw fail("format takes either plain or named values")
        }
        guard !arguments.keyword.isEmpty else {
            return try printf(try text(of: value), .tuple(try newList(arguments.positional)))
        }
        return try printf(
            try text(of: value), try newDictionary(arguments.keyword.map { (.string($0.name), $0.value) }))
    }
}

extension MarkedText {
    /// Jinja's `title`: a capital after blanks and opening brackets.
    fileprivate func filterTitled() -> MarkedText {
        var startsWord = true
        return mapScalars { scalar in
            let isBreak = PythonCharacters.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar)
            defer { startsWord = isBreak }
            return startsWord ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
        }
    }

    /// The number of runs of letters, digits and underscores.
    fileprivate var wordCount: Int {
        var count = 0
        var isInside = false
        for scalar in scalars {
            let fits = scalar == "_" || PythonCharacters.isLetter(scalar) || PythonCharacters.isNumeric(scalar)
            if fits, !isInside { count += 1 }
            isInside = fits
        }
        return count
    }
}
