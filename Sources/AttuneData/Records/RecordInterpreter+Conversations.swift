internal import AttuneJSON
internal import AttuneText

extension RecordInterpreter {
    /// `messages`: role and content, with `tool_calls` and further fields kept for the template.
    func messagesConversation(_ row: FieldReader) throws(RowProblem) -> Conversation {
        let messages = try messages(try row.list("messages"), shape.key("messages"))
        let conversation = Conversation(messages: messages, tools: try tools(row))
        return try checked(conversation, shape.key("messages"))
    }

    /// `conversations`: `from` and `value`; a function call becomes a tool call of the assistant.
    func sharegptConversation(_ row: FieldReader) throws(RowProblem) -> Conversation {
        let list = shape.key("conversations")
        var messages: [ChatMessage] = []
        if let system = try row.optionalString("system") {
            messages.append(ChatMessage(role: "system", content: system))
        }
        for (index, element) in try row.list("conversations").enumerated() {
            let key = "\(list)[\(index)]"
            let turn = try object(element, key)
            guard let from = turn["from"] else { throw RowProblem(.missingRole, key + ".from", "the role is missing") }
            guard let value = turn["value"] else {
                throw RowProblem(.missingField, key + ".value", "the field is missing")
            }
            let speaker = try text(from, key + ".from")
            let content = try text(value, key + ".value")
            try checkWeight(turn["weight"], of: key)
            var said = try message(speaker, content, key)
            said.extra["weight"] = turn["weight"]
            messages.append(said)
        }
        return try checked(Conversation(messages: messages, tools: try tools(row)), list)
    }

    /// `instruction`, with `input` on the next line, and `output`; `history` holds earlier pairs of both.
    ///
    /// Source of the line break between the two: the converter of LLaMA-Factory.
    func alpacaConversation(_ row: FieldReader) throws(RowProblem) -> Conversation {
        var messages: [ChatMessage] = []
        if let system = try row.optionalString("system") {
            messages.append(ChatMessage(role: "system", content: system))
        }
        if let history = row.optional("history") { messages += try pairs(history) }
        let parts = [try row.string("instruction"), try row.optionalString("input") ?? ""].filter { !isBlank($0) }
        guard !parts.isEmpty else { throw RowProblem(.emptyPrompt, shape.key("instruction"), "the field is empty") }
        messages.append(ChatMessage(role: "user", content: parts.joined(separator: "\n")))
        messages.append(ChatMessage(role: "assistant", content: try nonBlank(row, "output", .emptyAnswer)))
        return Conversation(messages: messages)
    }

    /// A list of role and content objects.
    func messages(_ elements: [JSONValue], _ list: String) throws(RowProblem) -> [ChatMessage] {
        var messages: [ChatMessage] = []
        for (index, element) in elements.enumerated() {
            let key = "\(list)[\(index)]"
            var fields = try object(element, key)
            guard let role = fields["role"] else {
                throw RowProblem(.missingRole, key + ".role", "the role is missing")
            }
            let name = try text(role, key + ".role")
            guard Self.roles.contains(name) else {
                throw RowProblem(.unknownRole, key + ".role", "\"\(excerpt(of: name))\" is no known role")
            }
            try checkWeight(fields["weight"], of: key)
            let content = try content(fields["content"], key + ".content", hasCalls: fields["tool_calls"] != nil)
            fields["role"] = nil
            fields["content"] = nil
            messages.append(ChatMessage(role: name, content: content, extra: fields))
        }
        return messages
    }

    private static let roles: Set = ["system", "developer", "user", "assistant", "tool", "function", "ipython"]

    private static let speakers = [
        "system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant",
        "chatgpt": "assistant", "model": "assistant", "bing": "assistant", "bard": "assistant",
        "observation": "tool", "tool": "tool", "function_response": "tool",
    ]

    private func message(_ speaker: String, _ content: String, _ key: String) throws(RowProblem) -> ChatMessage {
        if speaker == "function_call" || speaker == "tool_call" {
            return ChatMessage(role: "assistant", content: "", extra: try calls(content, key + ".value"))
        }
        guard let role = Self.speakers[speaker] else {
            throw RowProblem(.unknownRole, key + ".from", "\"\(excerpt(of: speaker))\" is no known role")
        }
        return ChatMessage(role: role, content: content)
    }

    private func pairs(_ history: JSONValue) throws(RowProblem) -> [ChatMessage] {
        let key = shape.key("history")
        guard case .array(let turns) = history else {
            throw RowProblem(.wrongType, key, "expected a list, found \(history.typeName)")
        }
        var messages: [ChatMessage] = []
        for (index, turn) in turns.enumerated() {
            guard case .array(let pair) = turn, pair.count == 2 else {
                throw RowProblem(.wrongType, "\(key)[\(index)]", "expected a pair of a question and an answer")
            }
            let sides: [(role: String, whenEmpty: FindingCode)] = [("user", .emptyPrompt), ("assistant", .emptyAnswer)]
            for (side, (role, whenEmpty)) in sides.enumerated() {
                let place = "\(key)[\(index)][\(side)]"
                let said = try text(pair[side], place)
                guard !isBlank(said) else { throw RowProblem(whenEmpty, place, "the text is empty") }
                messages.append(ChatMessage(role: role, content: said))
            }
        }
        return messages
    }

    /// A string, null beside tool calls, or a list of parts that are all text.
    private func content(_ value: JSONValue?, _ key: String, hasCalls: Bool) throws(RowProblem) -> String {
        switch value {
        case .string(let text): return text
        case nil where hasCalls, .null where hasCalls: return ""
        case nil: throw RowProblem(.missingField, key, "the field is missing")
        case .array(let parts):
            var joined = ""
            for (index, part) in parts.enumerated() {
                let part = try object(part, "\(key)[\(index)]")
                guard part["type"] == .string("text"), let text = part["text"] else {
                    throw RowProblem(.wrongType, "\(key)[\(index)]", "only parts of text can be used")
                }
                joined += try AttuneData.text(text, "\(key)[\(index)].text")
            }
            return joined
        case .some(let other): throw RowProblem(.wrongType, key, "expected a string, found \(other.typeName)")
        }
    }

    /// The conversation, when its turns make sense.
    func checked(_ conversation: Conversation, _ list: String) throws(RowProblem) -> Conversation {
        guard !conversation.messages.isEmpty else { throw RowProblem(.noMessages, list, "there is no message") }
        var previous: ChatMessage?
        for (index, message) in conversation.messages.enumerated() {
            let key = "\(list)[\(index)]"
            if let problem = orderProblem(message, after: previous) {
                throw RowProblem(.roleOrder, key, problem)
            }
            let hasCalls = message.extra["tool_calls"].map { $0 != .null && $0 != .array([]) } ?? false
            if message.role == "assistant", isBlank(message.content), !hasCalls {
                throw RowProblem(.emptyAnswer, key, "the answer is empty")
            }
            if message.role == "user", isBlank(message.content) {
                throw RowProblem(.emptyPrompt, key, "the message is empty")
            }
            previous = message
        }
        return conversation
    }

    private func orderProblem(_ message: ChatMessage, after previous: ChatMessage?) -> String? {
        switch (previous?.role, message.role) {
        case (nil, "assistant"): "the conversation begins with the assistant"
        case (nil, "tool"), (nil, "function"), (nil, "ipython"): "the conversation begins with a tool"
        case (nil, _): nil
        case (_, "system"), (_, "developer"): "a \(message.role) message stands after the first place"
        case ("user", "user"): "two messages of the user follow each other"
        case ("assistant", "assistant") where previous?.extra["tool_calls"] == nil:
            "two messages of the assistant follow each other"
        case ("system", "assistant"), ("developer", "assistant"): "the assistant answers before the user speaks"
        case ("user", "tool"), ("system", "tool"): "a tool answers without a call"
        default: nil
        }
    }
}
