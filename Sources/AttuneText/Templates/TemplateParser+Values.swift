/// Literals, names, brackets, and what may follow them.
extension TemplateParser {
    mutating func parsePrimary() throws(TemplateError) -> TemplateNode {
        let start = line
        let expression: TemplateExpression
        switch current.kind {
        case .name(let text):
            advance()
            expression = namedValue(text)
        case .string: expression = .literal(.text(MarkedText(bytes: parseStrings())))
        case .integer(let value):
            advance()
            expression = .literal(.integer(value))
        case .double(let value):
            advance()
            expression = .literal(.double(value))
        case .symbol(.openParenthesis):
            advance()
            let inner = try parseTuple(inParentheses: true)
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket): expression = .list(try parseList())
        case .symbol(.openBrace): expression = .dictionary(try parseDictionary())
        default: throw unexpected("a value")
        }
        return TemplateNode(line: start, expression: expression)
    }

    private mutating func namedValue(_ text: String) -> TemplateExpression {
        switch text {
        case "true", "True": return .literal(.boolean(true))
        case "false", "False": return .literal(.boolean(false))
        case "none", "None": return .literal(.none)
        default:
            usedNames.insert(text)
            return .name(name(text))
        }
    }

    /// Neighbouring string literals are one string.
    private mutating func parseStrings() -> [UInt8] {
        var bytes: [UInt8] = []
        while case .string(let part) = current.kind {
            bytes += part
            advance()
        }
        return bytes
    }

    private mutating func parseList() throws(TemplateError) -> [TemplateNode] {
        advance()
        var items: [TemplateNode] = []
        while !isSymbol(.closeBracket) {
            if !items.isEmpty { try expect(.comma) }
            if isSymbol(.closeBracket) { break }
            items.append(try parseExpression())
        }
        try expect(.closeBracket)
        return items
    }

    private mutating func parseDictionary() throws(TemplateError) -> [(key: TemplateNode, value: TemplateNode)] {
        advance()
        var items: [(key: TemplateNode, value: TemplateNode)] = []
        while !isSymbol(.closeBrace) {
            if !items.isEmpty { try expect(.comma) }
            if isSymbol(.closeBrace) { break }
            let key = try parseExpression()
            try expect(.colon)
            items.append((key, try parseExpression()))
        }
        try expect(.closeBrace)
        return items
    }

    /// The next `.name`, `[...]`, `(...)`, `| filter` or `is test`, or nil.
    ///
    /// Once a filter or a test has been applied only filters, tests and calls may follow.
    mutating func parseStep(
        withFilters: Bool, after steps: [TemplateStep]
    ) throws(TemplateError) -> TemplateStep? {
        let start = line
        switch current.kind {
        case .symbol(.dot) where !Self.endsInFilter(steps):
            advance()
            return TemplateStep(line: start, kind: try parseAttribute())
        case .symbol(.openBracket) where !Self.endsInFilter(steps):
            advance()
            return TemplateStep(line: start, kind: try parseSubscript())
        case .symbol(.openParenthesis): return TemplateStep(line: start, kind: .call(try parseArguments()))
        case .symbol(.pipe) where withFilters:
            advance()
            return try parseFilter()
        case .name("is") where withFilters:
            advance()
            return TemplateStep(line: start, kind: try parseTest())
        default: return nil
        }
    }

    private static func endsInFilter(_ steps: [TemplateStep]) -> Bool {
        steps.contains { step in
            switch step.kind {
            case .filter, .test: true
            default: false
            }
        }
    }

    private mutating func parseAttribute() throws(TemplateError) -> TemplateStep.Kind {
        let start = line
        switch advance().kind {
        case .name(let text): return .attribute(name(text))
        case .integer(let index):
            return .item(TemplateNode(line: start, expression: .literal(.integer(index))))
        default: throw .syntax(line: start, message: "expected a name or a number after '.'")
        }
    }

    private mutating func parseSubscript() throws(TemplateError) -> TemplateStep.Kind {
        let start = line
        var lower: TemplateNode?
        if !isSymbol(.colon) { lower = try parseExpression() }
        if let lower, !isSymbol(.colon) { return .item(try parseIndexTuple(lower, start)) }
        try expect(.colon)
        var upper: TemplateNode?
        var step: TemplateNode?
        if !isSymbol(.colon), !isSymbol(.closeBracket) { upper = try parseExpression() }
        if skip(.colon), !isSymbol(.closeBracket) { step = try parseExpression() }
        try expect(.closeBracket)
        return .slice(start: lower, stop: upper, step: step)
    }

    private mutating func parseIndexTuple(_ first: TemplateNode, _ start: Int) throws(TemplateError) -> TemplateNode {
        var items = [first]
        while skip(.comma) { items.append(try parseExpression()) }
        try expect(.closeBracket)
        return items.count == 1 ? first : TemplateNode(line: start, expression: .tuple(items))
    }

    mutating func parseFilter() throws(TemplateError) -> TemplateStep {
        let start = line
        let filter = try expectName()
        let arguments = isSymbol(.openParenthesis) ? try parseArguments() : TemplateCallSyntax()
        return TemplateStep(line: start, kind: .filter(filter, arguments))
    }

    private mutating func parseTest() throws(TemplateError) -> TemplateStep.Kind {
        let negated = skip(keyword: "not")
        let test = try expectName()
        if isSymbol(.openParenthesis) { return .test(test, try parseArguments(), negated: negated) }
        guard startsTestArgument else { return .test(test, TemplateCallSyntax(), negated: negated) }
        if isKeyword("is") { throw fail("tests cannot be chained with 'is'") }
        let argument = try nested { parser throws(TemplateError) in try parser.parseTestArgument() }
        return .test(test, TemplateCallSyntax(positional: [argument]), negated: negated)
    }

    private var startsTestArgument: Bool {
        switch current.kind {
        case .name(let name): !["else", "or", "and"].contains(name)
        case .string, .integer, .double: true
        case .symbol(.openBracket), .symbol(.openBrace): true
        default: false
        }
    }

    private mutating func parseTestArgument() throws(TemplateError) -> TemplateNode {
        let base = try parsePrimary()
        var steps: [TemplateStep] = []
        while let step = try parseStep(withFilters: false, after: steps) { steps.append(step) }
        return steps.isEmpty ? base : TemplateNode(line: base.line, expression: .postfix(base, steps))
    }

    mutating func parseArguments() throws(TemplateError) -> TemplateCallSyntax {
        try expect(.openParenthesis)
        var call = TemplateCallSyntax()
        var isFirst = true
        while !isSymbol(.closeParenthesis) {
            if !isFirst { try expect(.comma) }
            isFirst = false
            if isSymbol(.closeParenthesis) { break }
            try parseArgument(&call)
        }
        try expect(.closeParenthesis)
        return call
    }

    private mutating func parseArgument(_ call: inout TemplateCallSyntax) throws(TemplateError) {
        if call.spread == nil, call.keywordSpread == nil, skip(.multiply) {
            call.spread = try parseExpression()
        } else if call.keywordSpread == nil, skip(.power) {
            call.keywordSpread = try parseExpression()
        } else if case .name(let name) = current.kind, next.kind == .symbol(.assign) {
            advance()
            advance()
            call.keyword.append((name, try parseExpression()))
        } else if call.keyword.isEmpty, call.spread == nil, call.keywordSpread == nil {
            call.positional.append(try parseExpression())
        } else {
            throw fail("a plain argument follows a named one")
        }
    }
}
