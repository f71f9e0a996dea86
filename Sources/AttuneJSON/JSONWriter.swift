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
    private var bytes: [UInt8] = []

    /// What was written.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: put("null")
        case .bool(let truth): put(truth ? "true" : "false")
        case .integer(let whole): put(String(whole))
        case .number(let number): put(number.isFinite ? "\(number)" : "null")
        case .string(let content): quote(content)
        case .array(let elements):
            list("[", "]", elements, level: level) { $0.write($1, level: level + 1) }
        case .object(let object):
            list("{", "}", object.members, level: level) { writer, member in
                writer.quote(member.key)
                writer.put(writer.pretty ? ": " : ":")
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], level: Int,
        _ element: (inout JSONWriter, Element) -> Void
    ) {
        put(open)
        for (index, entry) in elements.enumerated() {
            if index > 0 { put(",") }
            breakLine(level: level + 1)
            element(&self, entry)
        }
        if !elements.isEmpty { breakLine(level: level) }
        put(close)
    }

    private mutating func breakLine(level: Int) {
        guard pretty else { return }
        put("\n" + String(repeating: "  ", count: level))
    }

    private mutating func put(_ piece: String) { bytes.append(contentsOf: piece.utf8) }

    private mutating func quote(_ content: String) {
        put("\"")
        var content = content
        content.withUTF8 { all in
            var start = 0
            for place in all.indices {
                guard let escape = Self.escape(all[place]) else { continue }
                bytes.append(contentsOf: all[start..<place])
                put(escape)
                start = place + 1
            }
            bytes.append(contentsOf: all[start...])
        }
        put("\"")
    }

    /// What stands for a byte that may not stand for itself inside quotes.
    @inline(__always)
    private static func escape(_ byte: UInt8) -> String? {
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return nil }
        switch byte {
        case UInt8(ascii: "\""): return "\\\""
        case UInt8(ascii: "\\"): return "\\\\"
        case UInt8(ascii: "\n"): return "\\n"
        case UInt8(ascii: "\r"): return "\\r"
        case UInt8(ascii: "\t"): return "\\t"
        case 0x08: return "\\b"
        case 0x0C: return "\\f"
        default: return "\\u00" + (byte < 16 ? "0" : "1") + String(byte & 15, radix: 16)
        }
    }
}
