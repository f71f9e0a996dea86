/// `tojson` as Transformers sets it: like Python's `json.dumps`, without HTML escapes, non-ASCII as it is.
struct TemplateJSON {
    var ensuresASCII = false
    var indent: MarkedText?
    var itemSeparator = MarkedText(", ")
    var keySeparator = MarkedText(": ")
    var sortsKeys = false
    let interpreter: TemplateInterpreter
    var result = MarkedText()

    init(interpreter: TemplateInterpreter) { self.interpreter = interpreter }

    mutating func write(_ value: TemplateValue, level: Int) throws(TemplateError) {
        try interpreter.enter()
        defer { interpreter.exit() }
        try interpreter.spend()
        if result.count > interpreter.context.limits.outputBytes { try interpreter.spend(bytes: result.count) }
        switch value {
        case .none: result.append("null")
        case .boolean(let value): result.append(value ? "true" : "false")
        case .integer(let value): result.append(String(value))
        case .double(let value): result.append(Self.number(value))
        case .text(let text): try write(text)
        case .list(let list), .tuple(let list):
            try writeItems(list.items, "[", "]", level) { (json, item) throws(TemplateError) in
                try json.write(item, level: level + 1)
            }
        case .dictionary(let dictionary): try write(dictionary, level)
        case .undefined(let reason): throw interpreter.undefined(reason)
        default: throw interpreter.fail("a value of type \(value.typeName) cannot be written as JSON")
        }
    }

    private static func number(_ value: Double) -> String {
        value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : PythonNumbers.text(value)
    }

    private mutating func write(_ dictionary: TemplateDictionary, _ level: Int) throws(TemplateError) {
        var members = dictionary.members
        if sortsKeys {
            let sorted = try interpreter.sorted(
                dictionary.pairs, by: [[.integer(0)]], caseSensitive: true, reversed: false)
            members = sorted.compactMap { pair in
                if case .tuple(let list) = pair { (list.items[0], list.items[1]) } else { nil }
            }
        }
        try writeItems(members, "{", "}", level) { (json, member) throws(TemplateError) in
            try json.write(try json.key(member.key))
            json.result.append(json.keySeparator)
            try json.write(member.value, level: level + 1)
        }
    }

    /// A key as text: numbers, truth values and null are written out, as Python does.
    private func key(_ key: TemplateValue) throws(TemplateError) -> MarkedText {
        switch key {
        case .text(let text): return text
        case .integer(let value): return MarkedText(String(value))
        case .double(let value): return MarkedText(Self.number(value))
        case .boolean(let value): return MarkedText(value ? "true" : "false")
        case .none: return MarkedText("null")
        default: throw interpreter.fail("a value of type \(key.typeName) cannot be a key in JSON")
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item], _ open: String, _ close: String, _ level: Int,
        _ write: (inout TemplateJSON, Item) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        result.append(open)
        for (place, item) in items.enumerated() {
            if place > 0 { result.append(itemSeparator) }
            breakLine(level + 1)
            try write(&self, item)
        }
        if !items.isEmpty { breakLine(level) }
        result.append(close)
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent else { return }
        result.append("\n")
        for _ in 0..<level { result.append(indent) }
    }

    private mutating func write(_ text: MarkedText) throws(TemplateError) {
        try interpreter.spend(bytes: text.count)
        result.append("\"")
        let ensuresASCII = ensuresASCII
        let isPlain = text.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && (!ensuresASCII || $0 < 0x80) }
        if !isPlain { try interpreter.spend(characters: text.count) }
        result.append(isPlain ? text : text.mapScalars { Self.escaped($0, ensuresASCII) })
        result.append("\"")
    }

    private static func escaped(_ scalar: Unicode.Scalar, _ ensuresASCII: Bool) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{08}": return "\\b"
        case "\u{0C}": return "\\f"
        default: break
        }
        if scalar.value >= 0x20, scalar.value < 0x7F || !ensuresASCII || scalar.value == 0x7F {
            return String(Character(scalar))
        }
        return String(Character(scalar)).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}

extension TemplateInterpreter {
    func toJSON(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(
            to: "ensure_ascii", "indent", "separators", "sort_keys", of: "tojson", line: line)
        var json = TemplateJSON(interpreter: self)
        json.ensuresASCII = bound[0]?.isTrue ?? false
        json.sortsKeys = bound[3]?.isTrue ?? false
        switch bound[1] {
        case nil, .some(.none): break
        case .some(.text(let text)): json.indent = text
        case .some(let value):
            guard let width = integer(value) else { throw fail("indent is a number or a text") }
            json.indent = try padded(MarkedText(), to: width, with: MarkedText(" "), before: 0)
        }
        if json.indent != nil { json.itemSeparator = MarkedText(",") }
        if let separators = bound[2], !isNone(separators) {
            let parts = try items(of: separators)
            guard parts.count == 2, case .text(let item) = parts[0], case .text(let key) = parts[1] else {
                throw fail("separators are two texts")
            }
            (json.itemSeparator, json.keySeparator) = (item, key)
        }
        try json.write(value, level: 0)
        try spend(bytes: json.result.count)
        return json.result
    }
}
