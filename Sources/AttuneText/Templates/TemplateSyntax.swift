/// A name in a template, numbered so that scopes need not compare text.
struct TemplateName: Sendable, Equatable {
    let id: Int
    let text: String
}

/// A literal value.
enum TemplateLiteral: Sendable {
    case none
    case boolean(Bool)
    case integer(Int)
    case double(Double)
    case text(MarkedText)
}

/// An expression and the line that it starts on.
struct TemplateNode: Sendable {
    let line: Int
    let expression: TemplateExpression
}

/// What an expression computes.
///
/// Chains are flat, so that depth means nesting.
indirect enum TemplateExpression: Sendable {
    case literal(TemplateLiteral)
    case name(TemplateName)
    case list([TemplateNode])
    case tuple([TemplateNode])
    case dictionary([(key: TemplateNode, value: TemplateNode)])
    case chain(TemplateNode, [(operation: TemplateOperator, operand: TemplateNode)])
    case concat([TemplateNode])
    case compare(TemplateNode, [(comparison: TemplateComparison, operand: TemplateNode)])
    case and([TemplateNode])
    case or([TemplateNode])
    case not(TemplateNode)
    case negative(TemplateNode)
    case positive(TemplateNode)
    case conditional(condition: TemplateNode, value: TemplateNode, otherwise: TemplateNode?)
    case postfix(TemplateNode, [TemplateStep])
}

/// An arithmetic operator.
enum TemplateOperator: Sendable {
    case add, subtract, multiply, divide, floorDivide, remainder, power
}

/// A comparison.
enum TemplateComparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contained, notContained
}

/// What follows a value: `.name`, `[item]`, `(arguments)`, `| filter`, `is test`.
struct TemplateStep: Sendable {
    enum Kind: Sendable {
        case attribute(TemplateName)
        case item(TemplateNode)
        case slice(start: TemplateNode?, stop: TemplateNode?, step: TemplateNode?)
        case call(TemplateCallSyntax)
        case filter(String, TemplateCallSyntax)
        case test(String, TemplateCallSyntax, negated: Bool)
    }

    let line: Int
    let kind: Kind
}

/// The arguments of a call as written.
struct TemplateCallSyntax: Sendable {
    var positional: [TemplateNode] = []
    var keyword: [(name: String, value: TemplateNode)] = []
    var spread: TemplateNode?
    var keywordSpread: TemplateNode?
}

/// What a `set` or `for` assigns to.
indirect enum TemplateTarget: Sendable {
    case name(TemplateName)
    case member(TemplateName, String)
    case tuple([TemplateTarget])
}

/// The parameters and body of a macro or `call` block.
struct TemplateMacroSyntax: Sendable {
    var name: TemplateName?
    var parameters: [TemplateName] = []
    var defaults: [TemplateNode] = []
    var body: [TemplateStatement] = []
    /// The names `caller`, `varargs` and `kwargs`.
    var implicitNames: [TemplateName] = []
    /// Which of the implicit names the body uses.
    var usesCaller = false
    var usesVariableArguments = false
    var usesKeywords = false
}

/// A `for` loop.
struct TemplateLoopSyntax: Sendable {
    let target: TemplateTarget
    let sequence: TemplateNode
    let condition: TemplateNode?
    let isRecursive: Bool
    let body: [TemplateStatement]
    let otherwise: [TemplateStatement]
    /// The name `loop`.
    let loopName: TemplateName
}

/// A statement and its line.
struct TemplateStatement: Sendable {
    let line: Int
    let kind: TemplateStatementKind
}

/// What a statement does.
indirect enum TemplateStatementKind: Sendable {
    case text(MarkedText)
    case output(TemplateNode)
    case conditional([(condition: TemplateNode, body: [TemplateStatement])], otherwise: [TemplateStatement])
    case loop(TemplateLoopSyntax)
    case assign(TemplateTarget, TemplateNode)
    case capture(TemplateTarget, filters: [TemplateStep], body: [TemplateStatement])
    case macro(TemplateMacroSyntax)
    case call(TemplateNode, TemplateMacroSyntax)
    case filter([TemplateStep], body: [TemplateStatement])
    case with([(target: TemplateTarget, value: TemplateNode)], body: [TemplateStatement])
    case generation([TemplateStatement])
    case leaveLoop
    case nextRound
}
