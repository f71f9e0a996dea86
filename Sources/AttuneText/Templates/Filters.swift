/// Filters, by what they work on.
extension TemplateInterpreter {
    func applyFilter(
        _ name: String, to value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        try spend()
        if let result = try textFilter(name, value, arguments) { return result }
        if let result = try sequenceFilter(name, value, arguments) { return result }
        if let result = try selectionFilter(name, value, arguments) { return result }
        if let result = try valueFilter(name, value, arguments) { return result }
        throw .unsupported(line: line, feature: "the filter '\(name)'")
    }

    /// The names that `applyFilter` knows, for the test `is filter`.
    static let filterNames: Set<String> = [
        "abs", "attr", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape", "first",
        "float", "forceescape", "format", "groupby", "indent", "int", "items", "join", "last", "length", "list",
        "lower",
        "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr",
        "slice", "sort", "string", "sum", "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode",
        "wordcount",
    ]

    /// Filters that take any one value.
    private func valueFilter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "default", "d":
            let bound = try arguments.bound(to: "default_value", "boolean", of: name, line: line)
            let falls = bound[1]?.isTrue == true ? !value.isTrue : value.isUndefined
            return falls ? bound[0] ?? .emptyText : value
        case "tojson": return .text(try toJSON(value, arguments))
        case "int": return try toInteger(value, arguments)
        case "float": return try toDouble(value, arguments)
        case "abs": return try absolute(value)
        case "round": return try rounded(value, arguments)
        case "attr":
            let bound = try arguments.bound(to: "name", of: name, line: line)
            guard case .text(let member)? = bound[0] else { throw fail("attr needs a name") }
            if case .dictionary = value, !TemplateMethods.dictionary.contains(member.string) {
                return .undefined(.member(member.string, of: value.type))
            }
            return try attribute(member.string, of: value)
        default: return nil
        }
    }

    private func absolute(_ value: TemplateValue) throws(TemplateError) -> TemplateValue {
        if case .double(let number) = value { return .double(number.magnitude) }
        guard let number = integer(value), number != Int.min else { throw fail("abs needs a number") }
        return .integer(abs(number))
    }

    private func toInteger(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError)
        -> TemplateValue
    {
        let bound = try arguments.bound(to: "default", "base", of: "int", line: line)
        let fallback = bound[0] ?? .integer(0)
        switch value {
        case .undefined(let reason): throw undefined(reason)
        case .text(let text):
            try spend(bytes: text.count)
            let base = bound[1].flatMap(integer) ?? 10
            let digits = text.stripped().string
            guard (2...36).contains(base) else { throw .unsupported(line: line, feature: "the base \(base)") }
            if let number = Int(withoutPrefix(digits, base), radix: base) { return .integer(number) }
            guard let number = Self.double(from: digits), let whole = Int(exactly: number.rounded(.towardZero)) else {
                return fallback
            }
            return .integer(whole)
        default:
            if let number = integer(value) { return .integer(number) }
            guard let number = double(value), let whole = Int(exactly: number.rounded(.towardZero)) else {
                return fallback
            }
            return .integer(whole)
        }
    }

    /// Digits without the underscores and the prefix (`0x`) that Python allows.
    private func withoutPrefix(_ digits: String, _ base: Int) -> String {
        let prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : nil
        guard let prefix, digits.lowercased().hasPrefix(prefix) else { return digits }
        return String(digits.dropFirst(2))
    }

    private static func double(from text: String) -> Double? {
        guard !text.lowercased().hasPrefix("0x"), !text.lowercased().hasPrefix("-0x") else { return nil }
        return Double(text)
    }

    private func toDouble(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue
    {
        let bound = try arguments.bound(to: "default", of: "float", line: line)
        switch value {
        case .undefined(let reason): throw undefined(reason)
        case .text(let text):
            try spend(bytes: text.count)
            return Self.double(from: text.stripped().string).map { .double($0) } ?? bound[0] ?? .double(0)
        default: return double(value).map { .double($0) } ?? bound[0] ?? .double(0)
        }
    }

    private func rounded(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue
    {
        let bound = try arguments.bound(to: "precision", "method", of: "round", line: line)
        let precision = bound[0].flatMap(integer) ?? 0
        var method = "common"
        if case .text(let given)? = bound[1] { method = given.string }
        guard let number = double(value) else { throw fail("round needs a number") }
        guard precision.magnitude <= 20 else { throw .unsupported(line: line, feature: "the precision \(precision)") }
        let scale = powerOf(10, Double(precision))
        switch method {
        case "common":
            if let whole = integer(value) {
                guard precision < 0 else { return .integer(whole) }
                let nearest = (number * scale).rounded(.toNearestOrEven) / scale
                guard let result = Int(exactly: nearest) else { throw fail("the result does not fit 64 bits") }
                return .integer(result)
            }
            let text = precision >= 0 ? PythonNumbers.fixed(number, decimals: precision) : ""
            return .double(Double(text) ?? (number * scale).rounded(.toNearestOrEven) / scale)
        case "ceil": return .double((number * scale).rounded(.up) / scale)
        case "floor": return .double((number * scale).rounded(.down) / scale)
        default: throw fail("the method of round is common, ceil or floor")
        }
    }
}
