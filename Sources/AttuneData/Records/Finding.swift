/// What can be wrong with a row, by name.
public enum FindingCode: String, Sendable, Codable, CaseIterable {
    /// The line or element is not JSON.
    case brokenJSON = "broken_json"
    /// The bytes are not UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// The line, element or row is larger than the limit.
    case tooLong = "too_long"
    /// The line or element is JSON, but not an object.
    case notAnObject = "not_an_object"
    /// A quoted field goes on after its closing quote.
    case brokenQuotes = "broken_quotes"
    /// The row has more or fewer fields than the header.
    case raggedRow = "ragged_row"
    /// A field that the format needs is missing.
    case missingField = "missing_field"
    /// A field has another type than the format says.
    case wrongType = "wrong_type"
    /// A message has no role.
    case missingRole = "missing_role"
    /// A role is not known.
    case unknownRole = "unknown_role"
    /// Roles follow each other in an order no conversation has.
    case roleOrder = "role_order"
    /// A conversation has no messages.
    case noMessages = "no_messages"
    /// An answer is empty.
    case emptyAnswer = "empty_answer"
    /// A prompt is empty.
    case emptyPrompt = "empty_prompt"
    /// A text is empty.
    case emptyText = "empty_text"
    /// A label is not among those that the recipe lists.
    case unknownLabel = "unknown_label"
    /// The chat template refuses the conversation.
    case templateRefused = "template_refused"
    /// The tokenizer refuses the text.
    case tokenizerRefused = "tokenizer_refused"
    /// No token of the row counts in the loss.
    case noSupervisedToken = "no_supervised_token"
    /// The row has more tokens than `max_length`.
    case overlong
}

/// One thing wrong with one row: what, where, and a piece of the row to find it by.
public struct Finding: Sendable, Codable, Equatable {
    /// What is wrong, by name.
    public let code: FindingCode
    /// The row.
    public let record: RecordReference
    /// The column in bytes, counted from 1, where it is known.
    public let column: Int?
    /// The key or path inside the record, such as `messages[2].role`.
    public let key: String?
    /// What is wrong, in words.
    public let message: String
    /// At most 80 characters of the row, with control characters escaped.
    public let excerpt: String
    /// How large the row is in tokens, where that is what is wrong.
    public let size: Int?

    /// Makes a finding.
    public init(
        _ code: FindingCode, _ record: RecordReference, column: Int? = nil, key: String? = nil, message: String,
        excerpt: String, size: Int? = nil
    ) {
        self.size = size
        self.code = code
        self.record = record
        self.column = column
        self.key = key
        self.message = message
        self.excerpt = excerpt
    }
}

extension Finding: CustomStringConvertible {
    /// `file:line:column: key: message: excerpt`.
    public var description: String {
        let place = column.map { "\(record):\($0)" } ?? "\(record)"
        let about = key.map { "\($0): \(message)" } ?? message
        return "\(place): \(printable(about))" + (excerpt.isEmpty ? "" : ": \(excerpt)")
    }
}
