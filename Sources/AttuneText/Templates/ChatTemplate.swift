import AttuneJSON

/// A chat template in Jinja, parsed once and rendered often.
///
/// Behaves as Transformers runs templates: `trim_blocks`, `lstrip_blocks`, loop controls, `generation` blocks, `tojson`
/// without escapes, `raise_exception`, `strftime_now`. Templates are untrusted: their steps, output and depth are bounded.
public struct ChatTemplate: Sendable {
    /// The template as given.
    public let source: String
    /// Whether the template marks what the assistant says with `generation` blocks.
    public let marksGeneration: Bool
    let body: [TemplateStatement]
    let symbols: [[UInt8]: Int]

    /// Parses a template.
    ///
    /// - Throws: `TemplateError` that names the line.
    public init(source: String, limits: TemplateLimits = TemplateLimits()) throws(TemplateError) {
        let parsed = try TemplateParser.parse(source, limits: limits)
        self.source = source
        body = parsed.body
        symbols = parsed.symbols
        marksGeneration = parsed.hasGeneration
    }

    /// The conversation as the model reads it.
    ///
    /// - Parameters:
    ///   - messages: the conversation.
    ///   - addsGenerationPrompt: whether the beginning of an assistant's turn follows.
    ///   - context: special tokens, tools, variables, time and limits.
    /// - Returns: the text in pieces that know where they came from.
    /// - Throws: `TemplateError` that names the line.
    public func render(
        _ messages: [ChatMessage], addsGenerationPrompt: Bool = false, context: TemplateContext = TemplateContext()
    ) throws(TemplateError) -> RenderedChat {
        let values = try TemplateInput.messages(messages, trustedRoles: context.trustedRoles)
        return RenderedChat(try render(values, addsGenerationPrompt, context))
    }

    func render(
        _ messages: [TemplateValue], _ addsGenerationPrompt: Bool, _ context: TemplateContext
    ) throws(TemplateError) -> MarkedText {
        let interpreter = TemplateInterpreter(context: context)
        defer { interpreter.releaseCycles() }
        try bind(messages, addsGenerationPrompt, context, in: interpreter.scope)
        _ = try interpreter.execute(body)
        return interpreter.output
    }

    private func bind(
        _ messages: [TemplateValue], _ addsGenerationPrompt: Bool, _ context: TemplateContext, in scope: TemplateScope
    ) throws(TemplateError) {
        func set(_ name: String, _ value: () throws(TemplateError) -> TemplateValue) throws(TemplateError) {
            if let id = symbols[Array(name.utf8)] { scope[id] = try value() }
        }
        for function in TemplateFunction.allCases { try set(function.rawValue) { .function(function) } }
        try set("messages") { .list(TemplateList(messages)) }
        try set("add_generation_prompt") { .boolean(addsGenerationPrompt) }
        try set("tools") { () throws(TemplateError) in try TemplateInput.optional(context.tools) }
        try set("documents") { () throws(TemplateError) in try TemplateInput.optional(context.documents) }
        for (name, token) in context.specialTokens { try set(name) { .string(token) } }
        if let token = context.beginToken { try set("bos_token") { .string(token) } }
        if let token = context.endToken { try set("eos_token") { .string(token) } }
        for member in context.variables.members {
            try set(member.key) { () throws(TemplateError) in try TemplateInput.value(member.value, mark: .context) }
        }
    }
}
