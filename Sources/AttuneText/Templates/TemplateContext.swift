public import AttuneJSON

/// What a chat template sees beside the messages.
public struct TemplateContext: Sendable, Equatable {
    /// The text of the token that begins a sequence; the template sees it as `bos_token`.
    public var beginToken: String?
    /// The text of the token that ends a sequence; the template sees it as `eos_token`.
    public var endToken: String?
    /// The descriptions of the tools that the model may call; marked as input.
    public var tools: JSONValue?
    /// Documents to answer from; marked as input.
    public var documents: JSONValue?
    /// Further variables such as `enable_thinking`; texts in them are marked as input.
    public var variables: JSONObject
    /// Further special tokens by the template's name for them, such as `pad_token`.
    public var specialTokens: [String: String]
    /// The time that `strftime_now` formats; without one a template that calls it is an error.
    public var now: TemplateTime?
    /// Roles that count as written by the template.
    ///
    /// Templates such as Phi-3's build the token `<|user|>` from the role, so a role must not be set apart as input.
    /// A role outside of this list is input like any other field.
    public var trustedRoles: Set<String> = [
        "system", "user", "assistant", "tool", "function", "developer", "model", "ipython", "environment", "context",
        "observation", "critic",
    ]
    /// The bounds of the rendering.
    public var limits: TemplateLimits

    /// A context with the two tokens that most templates use.
    public init(
        beginToken: String? = nil, endToken: String? = nil, tools: JSONValue? = nil,
        documents: JSONValue? = nil, variables: JSONObject = JSONObject(), specialTokens: [String: String] = [:],
        now: TemplateTime? = nil, limits: TemplateLimits = TemplateLimits()
    ) {
        self.beginToken = beginToken
        self.endToken = endToken
        self.tools = tools
        self.documents = documents
        self.variables = variables
        self.specialTokens = specialTokens
        self.now = now
        self.limits = limits
    }
}
