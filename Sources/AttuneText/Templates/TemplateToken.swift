/// One token of a template.
struct TemplateToken: Sendable {
    enum Kind: Sendable, Equatable {
        /// Text outside of tags.
        case data([UInt8])
        case blockBegin
        case blockEnd
        case variableBegin
        case variableEnd
        case name(String)
        case string([UInt8])
        case integer(Int)
        case double(Double)
        case symbol(TemplateSymbol)
        case end
    }

    let kind: Kind
    let line: Int

    /// How the token looks in an error message.
    var description: String {
        switch kind {
        case .data: "text"
        case .blockBegin: "'{%'"
        case .blockEnd: "'%}'"
        case .variableBegin: "'{{'"
        case .variableEnd: "'}}'"
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .integer(let value): "'\(value)'"
        case .double(let value): "'\(value)'"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the template"
        }
    }
}

/// The operators and brackets inside tags.
enum TemplateSymbol: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case power = "**"
    case multiply = "*"
    case floorDivide = "//"
    case divide = "/"
    case remainder = "%"
    case concat = "~"
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case less = "<"
    case greaterOrEqual = ">="
    case greater = ">"
    case assign = "="
    case dot = "."
    case colon = ":"
    case pipe = "|"
    case comma = ","
    case semicolon = ";"
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"

    /// The bracket that closes this one.
    var closing: TemplateSymbol? {
        switch self {
        case .openParenthesis: .closeParenthesis
        case .openBracket: .closeBracket
        case .openBrace: .closeBrace
        default: nil
        }
    }

    var isClosing: Bool { self == .closeParenthesis || self == .closeBracket || self == .closeBrace }

    private static let table: [(bytes: [UInt8], symbol: TemplateSymbol)] =
        allCases
        .map { (Array($0.rawValue.utf8), $0) }
        .sorted { $0.bytes.count > $1.bytes.count }

    /// The longest symbol that starts at a position.
    static func longest(in text: MarkedText, at position: Int) -> (symbol: TemplateSymbol, length: Int)? {
        for entry in table where text.matches(entry.bytes, at: position) { return (entry.symbol, entry.bytes.count) }
        return nil
    }
}
