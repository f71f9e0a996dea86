public import AttuneJSON
public import AttuneText

/// A conversation between a user and an assistant.
public struct Conversation: Sendable, Equatable {
    /// The messages in order.
    public var messages: [ChatMessage]
    /// The tools that the assistant may call, as an array in the form that chat templates expect; nil for none.
    public var tools: JSONValue?

    /// Makes a conversation.
    public init(messages: [ChatMessage], tools: JSONValue? = nil) {
        self.messages = messages
        self.tools = tools
    }
}

/// One row of data with its meaning.
public struct Record: Sendable, Equatable {
    /// What a row can be.
    public enum Content: Sendable, Equatable {
        /// A conversation; the assistant's turns are learned.
        case conversation(Conversation)
        /// A prompt and the completion to learn.
        case completion(prompt: String, completion: String)
        /// Text to learn as a whole.
        case text(String)
        /// A text to judge and its label.
        case classification(text: String, label: String)
    }

    /// Where the row lies.
    public let reference: RecordReference
    /// What it says.
    public let content: Content

    /// Makes a record.
    public init(reference: RecordReference, content: Content) {
        self.reference = reference
        self.content = content
    }
}

/// A row's fields as its file holds them, and what they mean.
public struct InterpretedRow: Sendable, Equatable {
    /// The fields.
    public let fields: JSONObject
    /// Their meaning.
    public let record: Record

    /// Makes a row.
    public init(fields: JSONObject, record: Record) {
        self.fields = fields
        self.record = record
    }
}
