/// Turns the tokens of a template into statements.
///
/// The grammar follows the documentation of Jinja 3.1; precedence from loose to tight: conditional, `or`, `and`, `not`,
/// comparison, `+ -`, `~`, `* / // %`, `**`, sign, postfix and filter.
struct TemplateParser {
    private let tokens: [TemplateToken]
    private var position = 0
    private let limits: TemplateLimits
    private var depth = 0
    private var symbols: [[UInt8]: Int] = [:]
    /// Names used since the innermost macro began, to know whether it takes `caller`, `varargs`, `kwargs`.
    var usedNames: Set<String> = []
    var loopDepth = 0
    private(set) var hasGeneration = false

    /// A parsed template.
    struct Result: Sendable {
        let body: [TemplateStatement]
        let symbols: [[UInt8]: Int]
        let hasGeneration: Bool
    }

    static func parse(_ source: String, limits: TemplateLimits) throws(TemplateError) -> Result {
        var parser = TemplateParser(
            tokens: try TemplateLexer.tokens(of: source, limits: limits), limits: limits)
        let body = try parser.parseBody(until: [])
        return Result(body: body, symbols: parser.symbols, hasGeneration: parser.hasGeneration)
    }

    private init(tokens: [TemplateToken], limits: TemplateLimits) {
        self.tokens = tokens
        self.limits = limits
    }

    // MARK: Tokens

    var current: TemplateToken { tokens[min(position, tokens.count - 1)] }
    var next: TemplateToken { tokens[min(position + 1, tokens.count - 1)] }
    var line: Int { current.line }

    @discardableResult
    mutating func advance() -> TemplateToken {
        let token = current
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    func isSymbol(_ symbol: TemplateSymbol) -> Bool { current.kind == .symbol(symbol) }
    func isKeyword(_ name: String) -> Bool { current.kind == .name(name) }

    mutating func skip(_ symbol: TemplateSymbol) -> Bool {
        guard isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func skip(keyword: String) -> Bool {
        guard isKeyword(keyword) else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: TemplateToken.Kind, _ description: String) throws(TemplateError) {
        guard current.kind == kind else { throw unexpected(description) }
        advance()
    }

    mutating func expect(_ symbol: TemplateSymbol) throws(TemplateError) {
        try expect(.symbol(symbol), "'\(symbol.rawValue)'")
    }

    mutating func expect(keyword: String) throws(TemplateError) { try expect(.name(keyword), "'\(keyword)'") }

    mutating func expectName() throws(TemplateError) -> String {
        guard case .name(let name) = current.kind else { throw unexpected("a name") }
        advance()
        return name
    }

    func unexpected(_ expected: String) -> TemplateError {
        .syntax(line: line, message: "expected \(expected), found \(current.description)")
    }

    func fail(_ message: String) -> TemplateError { .syntax(line: line, message: message) }

    /// The number of a name, the same for the same bytes.
    mutating func name(_ text: String) -> TemplateName {
        let key = Array(text.utf8)
        let id = symbols[key] ?? symbols.count
        symbols[key] = id
        return TemplateName(id: id, text: text)
    }

    mutating func noteGeneration() { hasGeneration = true }

    /// Runs a part of the parser one level deeper.
    mutating func nested<Value>(
        _ part: (inout TemplateParser) throws(TemplateError) -> Value
    ) throws(TemplateError) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else { throw .limit(line: line, limit: .depth, allowed: limits.depth) }
        return try part(&self)
    }

    // MARK: Body

    /// Statements up to a tag whose name is one of `ends`; that name is the current token afterwards.
    mutating func parseBody(until ends: [String]) throws(TemplateError) -> [TemplateStatement] {
        var body: [TemplateStatement] = []
        while true {
            let start = line
            switch current.kind {
            case .data(let bytes):
                advance()
                body.append(TemplateStatement(line: start, kind: .text(MarkedText(bytes: bytes))))
            case .variableBegin:
                advance()
                let value = try parseTuple()
                try expect(.variableEnd, "'}}'")
                body.append(TemplateStatement(line: start, kind: .output(value)))
            case .blockBegin:
                advance()
                if case .name(let name) = current.kind, ends.contains(name) { return body }
                body.append(try nested { parser throws(TemplateError) in try parser.parseStatement(ends) })
                try expect(.blockEnd, "'%}'")
            default:
                guard ends.isEmpty else { throw unexpected(ends.map { "'\($0)'" }.joined(separator: " or ")) }
                return body
            }
        }
    }

    /// The body of a block that starts at the end of its opening tag.
    mutating func parseBlock(until ends: [String]) throws(TemplateError) -> [TemplateStatement] {
        _ = skip(.colon)
        try expect(.blockEnd, "'%}'")
        return try parseBody(until: ends)
    }

    /// The same for a block with one possible end, which is consumed.
    mutating func parseBlock(upTo end: String) throws(TemplateError) -> [TemplateStatement] {
        let body = try parseBlock(until: [end])
        advance()
        return body
    }
}
