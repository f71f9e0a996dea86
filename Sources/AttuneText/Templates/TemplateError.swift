public import AttuneErrors

/// Why a chat template could not be read or rendered; every case names the line of the template.
public enum TemplateError: RemediedError, Equatable {
    /// The template is not valid Jinja.
    case syntax(line: Int, message: String)
    /// The template uses a part of Jinja or Python that Attune does not have.
    case unsupported(line: Int, feature: String)
    /// An operation met a value that is not defined; `name` says which.
    case undefined(line: Int, name: String)
    /// An operation met a value of the wrong type, or with a wrong content.
    case invalid(line: Int, message: String)
    /// The template reached for internals that templates may not see, or tried to change its input.
    case forbidden(line: Int, name: String)
    /// The template itself refused the conversation with `raise_exception`.
    case raised(line: Int, message: String)
    /// Rendering passed one of the limits on untrusted templates.
    case limit(line: Int, limit: TemplateLimit, allowed: Int)
    /// The template asks for the time of day, and the context has none.
    case noClock(line: Int)
    /// The assistant turn at this index cannot be found in the rendered text.
    case turnNotFound(messageIndex: Int)

    /// What is wrong, and on which line of the template.
    public var problem: String {
        switch self {
        case .syntax(let line, let message): "chat template, line \(line): \(message)."
        case .unsupported(let line, let feature): "chat template, line \(line): \(feature) is not supported."
        case .undefined(let line, let name): "chat template, line \(line): \(name) is undefined."
        case .invalid(let line, let message): "chat template, line \(line): \(message)."
        case .forbidden(let line, let name): "chat template, line \(line): \(name) is not allowed in a template."
        case .raised(let line, let message): "chat template, line \(line): the template refuses: \(message)"
        case .limit(let line, let limit, let allowed):
            "chat template, line \(line): more than \(allowed) \(limit.rawValue)."
        case .noClock(let line):
            "chat template, line \(line): strftime_now asks for the date, and data.date is not set."
        case .turnNotFound(let index): "the text of message \(index + 1) is not in what the chat template wrote."
        }
    }

    /// What the reader can do about it.
    public var remedy: String {
        switch self {
        case .syntax: "Repair the template at that line; it is Jinja as in Hugging Face chat templates."
        case .unsupported: "Rewrite that line with supported Jinja, or use the template of a related model."
        case .undefined: "Give the message or the context that field, or guard the line with 'is defined'."
        case .invalid: "Check the fields of the messages against what that line of the template expects."
        case .forbidden: "Use only the documented fields and methods in the template."
        case .raised: "Change the conversation to what the template asks for, such as the order of roles."
        case .limit: "Simplify the template or shorten the messages; the limit protects against endless templates."
        case .noClock:
            "Set data.date in a recipe, as in data.date: 2026-11-21; every row then has this date, whenever it is read."
        case .turnNotFound: "Use a template that writes the content of every assistant message."
        }
    }

    /// A refusal is about the data; everything else is a run-time failure.
    public var failureKind: FailureKind {
        switch self {
        case .raised, .turnNotFound: .data
        default: .runtime
        }
    }
}

/// What a template may run out of.
public enum TemplateLimit: String, Sendable, Equatable {
    /// Evaluated expressions, statements and blocks of text.
    case operations = "operations"
    /// Bytes of output, or of any one string.
    case outputBytes = "bytes of text"
    /// Nested expressions, blocks, macro calls or lists.
    case depth = "nested levels"
    /// Items of one `range`, list or repeated list.
    case items = "items in one list"
    /// Bytes of the template itself.
    case sourceBytes = "bytes of template"
}

/// The bounds within which an untrusted template is parsed and run.
public struct TemplateLimits: Sendable, Equatable {
    /// Steps that one rendering may take.
    public var operations = 5_000_000
    /// Bytes that one rendering may write, and that one string may hold.
    public var outputBytes = 8 << 20
    /// Nesting of blocks and expressions in the source, and of macro calls while it runs.
    public var depth = 64
    /// Items that one list made by the template may hold.
    public var items = 100_000
    /// Bytes of template source.
    public var sourceBytes = 1 << 20

    /// The default bounds.
    public init() {}
}
