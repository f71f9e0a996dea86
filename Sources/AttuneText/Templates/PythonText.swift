/// `str` and `repr` of values.
extension TemplateInterpreter {
    /// What printing a value writes.
    func text(of value: TemplateValue) throws(TemplateError) -> MarkedText {
        switch value {
        case .text(let text): return text
        case .undefined: return MarkedText()
        default:
            var result = MarkedText()
            try appendRepresentation(of: value, to: &result)
            return result
        }
    }

    /// Python's `repr`, as it shows the items of lists.
    func appendRepresentation(of value: TemplateValue, to result: inout MarkedText) throws(TemplateError) {
        try spend()
        try enter()
        defer { exit() }
        guard result.count <= context.limits.outputBytes else { return try spend(bytes: result.count) }
        switch value {
        case .none: result.append("None")
        case .undefined: result.append("Undefined")
        case .boolean(let value): result.append(value ? "True" : "False")
        case .integer(let value): result.append(String(value))
        case .double(let value): result.append(PythonNumbers.text(value))
        case .text(let text):
            try spend(characters: text.count)
            result.append(text.representation())
        case .list(let list): try appendItems(list.items, "[", "]", to: &result)
        case .tuple(let list): try appendItems(list.items, "(", list.items.count == 1 ? ",)" : ")", to: &result)
        case .dictionary(let dictionary): try appendMembers(dictionary, to: &result)
        default: throw .unsupported(line: line, feature: "printing a value of type \(value.typeName)")
        }
    }

    private func appendItems(
        _ items: [TemplateValue], _ open: String, _ close: String, to result: inout MarkedText
    ) throws(TemplateError) {
        result.append(open)
        for (place, item) in items.enumerated() {
            if place > 0 { result.append(", ") }
            try appendRepresentation(of: item, to: &result)
        }
        result.append(close)
    }

    private func appendMembers(
        _ dictionary: TemplateDictionary, to result: inout MarkedText
    ) throws(TemplateError) {
        result.append("{")
        for (place, member) in dictionary.members.enumerated() {
            if place > 0 { result.append(", ") }
            try appendRepresentation(of: member.key, to: &result)
            result.append(": ")
            try appendRepresentation(of: member.value, to: &result)
        }
        result.append("}")
    }
}

extension MarkedText {
    /// Python's `repr` of a text; the quotes are the template's.
    func representation() -> MarkedText {
        let quote: Unicode.Scalar = bytes.contains(0x27) && !bytes.contains(0x22) ? "\"" : "'"
        var result = MarkedText(String(Character(quote)))
        result.append(mapScalars { Self.represented($0, quote: quote) })
        result.append(String(Character(quote)))
        return result
    }

    private static func represented(_ scalar: Unicode.Scalar, quote: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case quote: return "\\" + String(Character(quote))
        default: break
        }
        if PythonCharacters.isPrintable(scalar) { return String(Character(scalar)) }
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let digits = String(scalar.value, radix: 16)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
}
