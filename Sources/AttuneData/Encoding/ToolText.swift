internal import AttuneJSON
internal import AttuneText

/// Tool calls for chat templates that know nothing of tools: their text becomes part of the messages.
///
/// The form is that of the Hermes and Qwen2.5 templates: tools between `<tools>` tags in the system message, a call
/// between `<tool_call>` tags. Templates that read `tools` or `tool_calls` themselves are left to it.
enum ToolText {
    /// Why tools are written as text.
    static let reason = "the chat template has no place for tools"
    /// What becomes of them.
    static let form =
        "stand in the system message, which takes the place of a default one of the template, and calls between "
        + "<tool_call> tags"

    /// The conversation with everything in it that the template would pass over.
    static func fallback(_ conversation: Conversation, for template: ChatTemplate) -> Conversation {
        var result = conversation
        if !template.source.contains("tool_calls") { result.messages = result.messages.map(withCallsAsText) }
        if let tools = conversation.tools, !template.source.contains("tools") {
            result.messages = withToolsAsText(result.messages, tools)
            result.tools = nil
        }
        return result
    }

    private static func withCallsAsText(_ message: ChatMessage) -> ChatMessage {
        guard case .array(let calls) = message.extra["tool_calls"], !calls.isEmpty else { return message }
        var result = message
        let texts = calls.map { call in "<tool_call>\n\(function(of: call).encoded())\n</tool_call>" }
        result.content = ([message.content] + texts).filter { !$0.isEmpty }.joined(separator: "\n")
        result.extra["tool_calls"] = nil
        return result
    }

    /// The function of a call; arguments in a string, as OpenAI writes them, become the object that they hold.
    private static func function(of call: JSONValue) -> JSONValue {
        guard case .object(let fields) = call else { return call }
        let function = fields["function"] ?? call
        guard case .object(var parts) = function, case .string(let text)? = parts["arguments"],
            let arguments = object(in: text)
        else { return function }
        parts["arguments"] = arguments
        return .object(parts)
    }

    /// The object that a text is, or nil when it is anything else.
    private static func object(in text: String) -> JSONValue? {
        do throws(JSONError) {
            let value = try JSONParser.parse(text)
            if case .object = value { return value }
            return nil
        } catch { return nil }
    }

    private static func withToolsAsText(_ messages: [ChatMessage], _ tools: JSONValue) -> [ChatMessage] {
        var lines = ["You may call these functions:", "<tools>"]
        if case .array(let list) = tools { lines += list.map { $0.encoded() } }
        lines.append("</tools>")
        let text = lines.joined(separator: "\n")
        guard var system = messages.first, system.role == "system" || system.role == "developer" else {
            return [ChatMessage(role: "system", content: text)] + messages
        }
        system.content += "\n\n" + text
        return [system] + messages.dropFirst()
    }
}
