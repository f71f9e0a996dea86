/// Expressions, from the loosest binding to the tightest.
extension TemplateParser {
    mutating func parseExpression(allowsConditional: Bool = true) throws(TemplateError) -> TemplateNode {
        try nested { parser throws(TemplateError) in
            allowsConditional ? try parser.parseConditional() : try parser.parseOr()
        }
    }

    /// One expression, or a tuple of several with commas between.
    mutating func parseTuple(
        allowsConditional: Bool = true, endingAt end: String? = nil, inParentheses: Bool = false
    ) throws(TemplateError) -> TemplateNode {
        let start = line
        var items: [TemplateNode] = []
        var isTuple = false
        while !isEndOfTuple(end) {
            items.append(try parseExpression(allowsConditional: allowsConditional))
            guard skip(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let only = items.first { return only }
        guard isTuple || inParentheses else { throw unexpected("an expression") }
        return TemplateNode(line: start, expression: .tuple(items))
    }

    private func isEndOfTuple(_ end: String?) -> Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .symbol(.closeParenthesis): true
        case .name(let name): name == end
        default: false
        }
    }

    private mutating func parseConditional() throws(TemplateError) -> TemplateNode {
        var value = try parseOr()
        while isKeyword("if") {
            let start = line
            advance()
            let condition = try parseOr()
            var otherwise: TemplateNode?
            if skip(keyword: "else") { otherwise = try parseExpression() }
            value = TemplateNode(
                line: start, expression: .conditional(condition: condition, value: value, otherwise: otherwise))
        }
        return value
    }

    private mutating func parseOr() throws(TemplateError) -> TemplateNode {
        let start = line
        var parts = [try parseAnd()]
        while skip(keyword: "or") { parts.append(try parseAnd()) }
        return parts.count == 1 ? parts[0] : TemplateNode(line: start, expression: .or(parts))
    }

    private mutating func parseAnd() throws(TemplateError) -> TemplateNode {
        let start = line
        var parts = [try parseNot()]
        while skip(keyword: "and") { parts.append(try parseNot()) }
        return parts.count == 1 ? parts[0] : TemplateNode(line: start, expression: .and(parts))
    }

    private mutating func parseNot() throws(TemplateError) -> TemplateNode {
        let start = line
        guard skip(keyword: "not") else { return try parseComparison() }
        let operand = try nested { parser throws(TemplateError) in try parser.parseNot() }
        return TemplateNode(line: start, expression: .not(operand))
    }

    private mutating func parseComparison() throws(TemplateError) -> TemplateNode {
        let start = line
        let first = try parseBinary(level: 0)
        var rest: [(comparison: TemplateComparison, operand: TemplateNode)] = []
        while let comparison = skipComparison() { rest.append((comparison, try parseBinary(level: 0))) }
        return rest.isEmpty ? first : TemplateNode(line: start, expression: .compare(first, rest))
    }

    private mutating func skipComparison() -> TemplateComparison? {
        let comparison: TemplateComparison
        switch current.kind {
        case .symbol(.equal): comparison = .equal
        case .symbol(.notEqual): comparison = .notEqual
        case .symbol(.less): comparison = .less
        case .symbol(.lessOrEqual): comparison = .lessOrEqual
        case .symbol(.greater): comparison = .greater
        case .symbol(.greaterOrEqual): comparison = .greaterOrEqual
        case .name("in"): comparison = .contained
        case .name("not") where next.kind == .name("in"):
            advance()
            comparison = .notContained
        default: return nil
        }
        advance()
        return comparison
    }

    /// `+ -` at level 0, `~` at 1, `* / // %` at 2, `**` at 3; all group to the left.
    private mutating func parseBinary(level: Int) throws(TemplateError) -> TemplateNode {
        if level == 4 { return try parseUnary(withFilters: true) }
        if level == 1 { return try parseConcat() }
        let start = line
        let first = try parseBinary(level: level + 1)
        var rest: [(operation: TemplateOperator, operand: TemplateNode)] = []
        while let operation = skipOperator(level: level) {
            rest.append((operation, try parseBinary(level: level + 1)))
        }
        return rest.isEmpty ? first : TemplateNode(line: start, expression: .chain(first, rest))
    }

    private mutating func parseConcat() throws(TemplateError) -> TemplateNode {
        let start = line
        var parts = [try parseBinary(level: 2)]
        while skip(.concat) { parts.append(try parseBinary(level: 2)) }
        return parts.count == 1 ? parts[0] : TemplateNode(line: start, expression: .concat(parts))
    }

    private mutating func skipOperator(level: Int) -> TemplateOperator? {
        let operation: TemplateOperator
        switch (level, current.kind) {
        case (0, .symbol(.add)): operation = .add
        case (0, .symbol(.subtract)): operation = .subtract
        case (2, .symbol(.multiply)): operation = .multiply
        case (2, .symbol(.divide)): operation = .divide
        case (2, .symbol(.floorDivide)): operation = .floorDivide
        case (2, .symbol(.remainder)): operation = .remainder
        case (3, .symbol(.power)): operation = .power
        default: return nil
        }
        advance()
        return operation
    }

    private mutating func parseUnary(withFilters: Bool) throws(TemplateError) -> TemplateNode {
        let start = line
        let base: TemplateNode
        if isSymbol(.subtract) || isSymbol(.add) {
            let isNegative = advance().kind == .symbol(.subtract)
            let operand = try nested { parser throws(TemplateError) in try parser.parseUnary(withFilters: false) }
            base = TemplateNode(line: start, expression: isNegative ? .negative(operand) : .positive(operand))
        } else {
            base = try parsePrimary()
        }
        var steps: [TemplateStep] = []
        while let step = try parseStep(withFilters: withFilters, after: steps) { steps.append(step) }
        return steps.isEmpty ? base : TemplateNode(line: start, expression: .postfix(base, steps))
    }
}
