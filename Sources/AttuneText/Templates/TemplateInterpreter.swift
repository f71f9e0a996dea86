/// Runs the statements of one rendering.
///
/// Not shared and not kept: one interpreter renders one conversation.
final class TemplateInterpreter {
    let context: TemplateContext
    var output = MarkedText()
    var scope = TemplateScope(parent: nil)
    /// The line of what runs now, for errors.
    var line = 1
    var macroDepth = 0
    var loopDepth = 0
    private var generationDepth = 0
    private var operations = 0
    private var recursion = 0
    private var namespaces: [TemplateNamespace] = []
    private var macroScopes: [TemplateScope] = []

    /// Levels of running statements and expressions together; macro bodies count with what they nest.
    private static let recursionLimit = 256

    init(context: TemplateContext) { self.context = context }

    /// How a body ended.
    enum Flow { case finished, leavesLoop, nextRound }

    // MARK: Limits

    /// Counts steps; work on text and lists counts by its size.
    @inline(__always)
    func spend(_ steps: Int = 1) throws(TemplateError) {
        operations += steps
        if operations > context.limits.operations {
            throw .limit(line: line, limit: .operations, allowed: context.limits.operations)
        }
    }

    /// Counts the handling of some bytes, and refuses text over the output limit.
    func spend(bytes: Int) throws(TemplateError) {
        guard bytes <= context.limits.outputBytes else {
            throw .limit(line: line, limit: .outputBytes, allowed: context.limits.outputBytes)
        }
        try spend(1 + bytes >> 5)
    }

    /// Counts work that looks at every character, which is dearer than copying.
    func spend(characters: Int) throws(TemplateError) { try spend(1 + characters >> 2) }

    func checkItems(_ count: Int) throws(TemplateError) {
        guard count <= context.limits.items else {
            throw .limit(line: line, limit: .items, allowed: context.limits.items)
        }
        try spend(count)
    }

    func enter() throws(TemplateError) {
        recursion += 1
        if recursion > Self.recursionLimit {
            throw .limit(line: line, limit: .depth, allowed: Self.recursionLimit)
        }
    }

    func exit() { recursion -= 1 }

    // MARK: Values that could form cycles

    func newNamespace() -> TemplateNamespace {
        let namespace = TemplateNamespace()
        namespaces.append(namespace)
        return namespace
    }

    func noteMacro(in scope: TemplateScope) { macroScopes.append(scope) }

    /// Empties what may refer to itself; the interpreter is of no use afterwards.
    func releaseCycles() {
        for namespace in namespaces { namespace.members = [:] }
        for scope in macroScopes { scope.clear() }
    }

    // MARK: Output

    func write(_ text: MarkedText) throws(TemplateError) {
        try spend(bytes: text.count)
        guard output.count + text.count <= context.limits.outputBytes else {
            throw .limit(line: line, limit: .outputBytes, allowed: context.limits.outputBytes)
        }
        output.append(generationDepth > 0 ? text.markedAsGeneration() : text)
    }

    /// What a part writes, instead of the output getting it.
    func captured(_ part: () throws(TemplateError) -> Void) throws(TemplateError) -> MarkedText {
        let outer = output
        output = MarkedText()
        defer { output = outer }
        try part()
        return output
    }

    func inGeneration(_ part: () throws(TemplateError) -> Void) throws(TemplateError) {
        generationDepth += 1
        defer { generationDepth -= 1 }
        try part()
    }

    /// Runs a part with its own names.
    func scoped<Value>(
        _ inner: TemplateScope, _ part: () throws(TemplateError) -> Value
    ) throws(TemplateError) -> Value {
        let outer = scope
        scope = inner
        defer { scope = outer }
        return try part()
    }

    func fail(_ message: String) -> TemplateError { .invalid(line: line, message: message) }

    func undefined(_ reason: UndefinedReason) -> TemplateError { .undefined(line: line, name: reason.description) }
}
