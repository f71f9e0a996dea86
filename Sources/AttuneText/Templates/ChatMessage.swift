public import AttuneJSON

/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable {
    /// Who speaks: `system`, `user`, `assistant`, `tool`, ...
    public var role: String
    /// The text of the message.
    public var content: String
    /// Further fields that the template may read, such as `tool_calls`, `name` or `reasoning_content`.
    ///
    /// A member `content` here takes the place of `content`: a list of parts, or null for a message without content.
    /// Members that are null are left out, as in Transformers.
    public var extra: JSONObject

    /// A message of plain text, with optional further fields.
    public init(role: String, content: String, extra: JSONObject = JSONObject()) {
        self.role = role
        self.content = content
        self.extra = extra
    }

    /// The fields as the template sees them.
    var fields: [(key: String, value: JSONValue)] {
        var fields: [(key: String, value: JSONValue)] = [("role", .string(role))]
        fields.append(("content", extra["content"] ?? .string(content)))
        fields += extra.members.filter { $0.key != "role" && $0.key != "content" }
        fields.removeAll { $0.value == .null }
        return Self.withReasoningAliases(fields)
    }

    /// The names under which a message carries its reasoning; the first is what most templates read.
    private static let reasoningNames = ["reasoning_content", "thinking", "reasoning"]

    /// Reasoning under one name is also given under the others that templates read, as Transformers 5 does.
    private static func withReasoningAliases(
        _ fields: [(key: String, value: JSONValue)]
    ) -> [(key: String, value: JSONValue)] {
        let found = reasoningNames.lazy.compactMap { name in fields.first { $0.key == name } }.first
        guard let reasoning = found?.value else { return fields }
        var result = fields
        if !fields.contains(where: { $0.key == "thinking" }) { result.insert(("thinking", reasoning), at: 0) }
        if let place = result.firstIndex(where: { $0.key == "reasoning_content" }) {
            result[place].value = reasoning
        } else {
            result.append(("reasoning_content", reasoning))
        }
        return result
    }
}
