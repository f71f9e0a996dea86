extension JSONValue {
    /// The JSON text of the value; keys keep their order, text beyond ASCII stays as it is.
    ///
    /// `pretty` indents by two spaces. A number that is not finite is written as null: JSON has no other word for it.
    public func encoded(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self, level: 0)
        return writer.text
    }
}

/// Puts a value into text.
struct JSONWriter {
    let pretty: Bool
    private(set) var text = ""

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let truth): text += truth ? "true" : "false"
        case .integer(let whole): text += String(whole)
        case .number(let number): text += number.isFinite ? "\(number)" : "null"
        case .string(let content): quote(content)
        case .array(let elements):
            list("[", "]", elements, level: level) { $0.write($1, level: level + 1) }
        case .object(let object):
            list("{", "}", object.members, level: level) { writer, member in
                writer.quote(member.key)
                writer.text += writer.pretty ? ": " : ":"
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], level: Int,
        _ element: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        for (index, entry) in elements.enumerated() {
            if index > 0 { text += "," }
            breakLine(level: level + 1)
            element(&self, entry)
        }
        if !elements.isEmpty { breakLine(level: level) }
        text += close
    }

    private mutating func breakLine(level: Int) {
        guard pretty else { return }
        text += "\n" + String(repeating: "  ", count: level)
    }

    private mutating func quote(_ content: String) {
        text += "\""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
