internal import AttuneJSON
internal import AttuneText

// OpenAI's files for fine-tuning give an answer the `weight` 0 when it is only to be read.

extension ChatMessage {
    /// Whether this is an answer that is not learned; what else of a conversation counts is for `loss_on` to say.
    var isOnlyRead: Bool { role == "assistant" && extra["weight"] == .integer(0) }
}

/// Sees to it that the weight of a message is 0 or 1, or not there.
func checkWeight(_ weight: JSONValue?, of message: String) throws(RowProblem) {
    switch weight {
    case nil, .null, .integer(0), .integer(1): return
    case .some(let other):
        throw RowProblem(.wrongType, message + ".weight", "a weight is 0 or 1, found \(excerpt(of: other.encoded()))")
    }
}
