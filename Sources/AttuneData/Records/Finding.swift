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
    /// The chat template has no place for tools, so that they are written as text.
    case toolsAsText = "tools_as_text"
    /// The row has more tokens than `max_length`.
    case overlong
    /// The loss counts no token that ends the answer.
    case missingEndToken = "missing_end_token"
    /// A special token of the model is typed into a text.
    case specialTokenText = "special_token_text"
    /// The answer repeats the prompt.
    case promptEqualsAnswer = "prompt_equals_answer"
    /// The answer has hardly a character.
    case shortAnswer = "short_answer"
    /// The answer declines, in the words of another assistant.
    case refusal
    /// One prompt has different answers.
    case contradictingAnswers = "contradicting_answers"
    /// The row occurred before.
    case exactDuplicate = "exact_duplicate"
    /// The row is almost the same as an earlier one.
    case nearDuplicate = "near_duplicate"
    /// A row of the validation or test data is in the training data too.
    case leakage
    /// The row shares a long run of words with a benchmark.
    case benchmarkOverlap = "benchmark_overlap"
    /// A key that opens something.
    case secret
    /// A mail address.
    case mailAddress = "mail_address"
    /// A telephone number.
    case phoneNumber = "phone_number"
    /// The number of a payment card.
    case cardNumber = "card_number"
    /// A public network address.
    case networkAddress = "network_address"
    /// Control characters other than tab and line breaks.
    case controlCharacters = "control_characters"
    /// Characters that nobody sees.
    case invisibleCharacters = "invisible_characters"
    /// U+FFFD: what stood there is lost.
    case replacementCharacters = "replacement_characters"
    /// UTF-8 that was read in another encoding.
    case mojibake
    /// Remains of HTML.
    case markup
    /// A number of a list or clause occurs twice or is left out.
    case numbering
    /// The names of the parties of a contract changed places.
    case swappedNames = "swapped_names"
    /// Nearly all rows are in one language.
    case languageImbalance = "language_imbalance"
    /// Some labels are rare beside others.
    case labelImbalance = "label_imbalance"
    /// A few rows hold most of the text.
    case lengthImbalance = "length_imbalance"
    /// Nearly all rows are of one source.
    case sourceImbalance = "source_imbalance"
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
    /// How large what is wrong is, where it has a size: the tokens of an over-long row, the matches of a pattern.
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
