/// `%` formatting and `str.format`, as far as templates use them.
extension TemplateInterpreter {
    /// `text % values`.
    func printf(_ format: MarkedText, _ values: TemplateValue) throws(TemplateError) -> MarkedText {
        var reader = PrintfReader(format: format, values: values)
        var result = MarkedText()
        while let percent = format.firstOffset(of: [0x25], from: reader.position) {
            result.append(format[reader.position..<percent])
            reader.position = percent + 1
            let directive = try reader.directive(line: line)
            result.append(directive.letter == "%" ? MarkedText("%") : try formatted(directive, &reader))
            try spend(bytes: result.count)
        }
        guard reader.hasUsedAll else { throw fail("not all values are used by the format") }
        result.append(format[reader.position..<format.count])
        return result
    }

    private func formatted(
        _ directive: PrintfReader.Directive, _ reader: inout PrintfReader
    ) throws(TemplateError) -> MarkedText {
        guard let value = reader.value(for: directive.key) else { throw fail("the format needs more values") }
        if case .undefined(let reason) = value, directive.letter != "s" { throw undefined(reason) }
        var text: MarkedText
        switch directive.letter {
        case "s": text = try self.text(of: value)
        case "r":
            text = MarkedText()
            try appendRepresentation(of: value, to: &text)
        default: text = MarkedText(try number(directive, value))
        }
        if let precision = directive.precision, directive.letter == "s" {
            guard case .text(let cut) = try slice(.text(text), nil, precision, nil) else { return text }
            text = cut
        }
        return try pad(text, directive)
    }

    private func pad(_ text: MarkedText, _ directive: PrintfReader.Directive) throws(TemplateError) -> MarkedText {
        guard directive.isZeroPadded, !directive.isLeft, directive.letter != "s", directive.letter != "r" else {
            return try padded(text, to: directive.width, with: MarkedText(" "), before: directive.isLeft ? 0 : 1)
        }
        let signWidth = text.bytes.first == 0x2D || text.bytes.first == 0x2B ? 1 : 0
        var result = text[0..<signWidth]
        let digits = text[signWidth..<text.count]
        result.append(try padded(digits, to: directive.width - signWidth, with: MarkedText("0"), before: 1))
        return result
    }

    private func number(_ directive: PrintfReader.Directive, _ value: TemplateValue) throws(TemplateError) -> String {
        guard let double = double(value) else {
            throw fail("'%\(directive.letter)' needs a number, not a value of type \(value.typeName)")
        }
        let digits: String
        switch directive.letter {
        case "f", "F": digits = PythonNumbers.fixed(double, decimals: min(directive.precision ?? 6, 300))
        case "d", "i", "u":
            guard let whole = integer(value) ?? Int(exactly: double.rounded(.towardZero)) else {
                throw fail("the number is too large to format")
            }
            digits = String(whole)
        case "x", "X", "o":
            guard let whole = integer(value) else { throw fail("'%\(directive.letter)' needs an integer") }
            digits = String(whole, radix: directive.letter == "o" ? 8 : 16, uppercase: directive.letter == "X")
        default: throw .unsupported(line: line, feature: "the format '%\(directive.letter)'")
        }
        return directive.showsPlus && !digits.hasPrefix("-") ? "+" + digits : digits
    }

    /// `text.format(...)` with plain, numbered and named fields.
    func format(_ text: MarkedText, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        var result = MarkedText()
        var position = 0
        var nextPlace = 0
        while position < text.count {
            let byte = text.bytes[position]
            guard byte == 0x7B || byte == 0x7D else {
                let end = text.bytes[position...].firstIndex { $0 == 0x7B || $0 == 0x7D } ?? text.count
                result.append(text[position..<end])
                position = end
                continue
            }
            if text.matches([byte], at: position + 1) {
                result.append(text[position..<position + 1])
                position += 2
                continue
            }
            guard byte == 0x7B, let end = text.firstOffset(of: [0x7D], from: position) else {
                throw fail("a brace in the format has no partner")
            }
            result.append(try field(text[position + 1..<end].string, arguments, &nextPlace))
            try spend(bytes: result.count)
            position = end + 1
        }
        return result
    }

    private func field(
        _ name: String, _ arguments: TemplateArguments, _ nextPlace: inout Int
    ) throws(TemplateError) -> MarkedText {
        guard !name.contains(where: { ":!.[{".contains($0) }) else {
            throw .unsupported(line: line, feature: "the format field '\(name)'")
        }
        var value: TemplateValue?
        if name.isEmpty || Int(name) != nil {
            let place = Int(name) ?? nextPlace
            nextPlace += 1
            value = arguments.positional.indices.contains(place) ? arguments.positional[place] : nil
        } else {
            value = arguments.keyword.first { $0.name == name }?.value
        }
        guard let value else { throw fail("the format has no value for the field '\(name)'") }
        return try text(of: value)
    }
}

/// Walks a `%` format and its values.
struct PrintfReader {
    struct Directive {
        var key: [UInt8]?
        var letter: Character = "s"
        var width = 0
        var precision: Int?
        var isLeft = false
        var isZeroPadded = false
        var showsPlus = false
    }

    let format: MarkedText
    let values: TemplateValue
    var position = 0
    private var used = 0

    init(format: MarkedText, values: TemplateValue) {
        self.format = format
        self.values = values
    }

    /// Whether Python would be content with the number of values.
    var hasUsedAll: Bool {
        switch values {
        case .tuple(let list): used == list.items.count
        case .dictionary, .list, .undefined: true
        default: used == 1
        }
    }

    mutating func value(for key: [UInt8]?) -> TemplateValue? {
        if let key {
            guard case .dictionary(let dictionary) = values else { return nil }
            return dictionary[key]
        }
        used += 1
        if case .tuple(let list) = values { return used <= list.items.count ? list.items[used - 1] : nil }
        return used == 1 ? values : nil
    }

    private var byte: UInt8? { position < format.count ? format.bytes[position] : nil }

    mutating func directive(line: Int) throws(TemplateError) -> Directive {
        var directive = Directive()
        if byte == 0x28, let end = format.firstOffset(of: [0x29], from: position) {
            directive.key = Array(format.bytes[position + 1..<end])
            position = end + 1
        }
        while let flag = byte, [0x2D, 0x30, 0x2B].contains(flag) {
            if flag == 0x2D { directive.isLeft = true }
            if flag == 0x30 { directive.isZeroPadded = true }
            if flag == 0x2B { directive.showsPlus = true }
            position += 1
        }
        directive.width = number() ?? 0
        if byte == 0x2E {
            position += 1
            directive.precision = number() ?? 0
        }
        guard let letter = byte, letter < 0x80 else {
            throw .invalid(line: line, message: "the format ends after '%'")
        }
        directive.letter = Character(Unicode.Scalar(letter))
        position += 1
        return directive
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = byte, digit >= 0x30, digit <= 0x39 {
            value = min((value ?? 0) * 10 + Int(digit - 0x30), 1 << 40)
            position += 1
        }
        return value
    }
}
