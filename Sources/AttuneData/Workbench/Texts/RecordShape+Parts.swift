internal import AttuneJSON

extension RecordShape {
    /// The texts of a row in the order of the conversation, wherever its format keeps them.
    ///
    /// The row was interpreted before, so what has another type than the format says does not occur here.
    func parts(_ fields: JSONObject) -> [TextPart] {
        switch format {
        case .messages: system(fields) + messages(fields[key("messages")], TextPath(key("messages")))
        case .sharegpt: system(fields) + turns(fields[key("conversations")], TextPath(key("conversations")))
        case .alpaca:
            system(fields) + history(fields) + part("instruction", .prompt, fields)
                + part("input", .prompt, fields, isOptional: true) + part("output", .answer, fields)
        case .promptCompletion: system(fields) + side("prompt", .prompt, fields) + side("completion", .answer, fields)
        case .text: part("text", .document, fields)
        case .classification: part("text", .prompt, fields) + part("label", .label, fields)
        }
    }

    private func part(
        _ field: String, _ speaker: Speaker, _ fields: JSONObject, isOptional: Bool = false
    ) -> [TextPart] {
        guard case .string(let text)? = fields[key(field)], !text.isEmpty else { return [] }
        return [TextPart(TextPath(key(field)), speaker, text, isOptional: isOptional)]
    }

    private func system(_ fields: JSONObject) -> [TextPart] { part("system", .system, fields, isOptional: true) }

    /// A prompt or completion, which may be a list of messages.
    private func side(_ field: String, _ speaker: Speaker, _ fields: JSONObject) -> [TextPart] {
        if case .array? = fields[key(field)] { return messages(fields[key(field)], TextPath(key(field))) }
        return part(field, speaker, fields)
    }

    private func messages(_ list: JSONValue?, _ path: TextPath) -> [TextPart] {
        guard case .array(let elements)? = list else { return [] }
        return elements.enumerated().flatMap { index, element -> [TextPart] in
            guard case .object(let message) = element, case .string(let role)? = message["role"] else { return [] }
            return content(message["content"], path.at(index).at("content"), Self.speaker(role))
        }
    }

    private func content(_ value: JSONValue?, _ path: TextPath, _ speaker: Speaker) -> [TextPart] {
        switch value {
        case .string(let text)?: return [TextPart(path, speaker, text)]
        case .array(let pieces)?:
            return pieces.enumerated().compactMap { index, piece in
                guard case .object(let piece) = piece, case .string(let text)? = piece["text"] else { return nil }
                return TextPart(path.at(index).at("text"), speaker, text)
            }
        default: return []
        }
    }

    private func turns(_ list: JSONValue?, _ path: TextPath) -> [TextPart] {
        guard case .array(let elements)? = list else { return [] }
        return elements.enumerated().compactMap { index, element in
            guard case .object(let turn) = element, case .string(let from)? = turn["from"],
                case .string(let text)? = turn["value"]
            else { return nil }
            return TextPart(path.at(index).at("value"), Self.speaker(from), text)
        }
    }

    private func history(_ fields: JSONObject) -> [TextPart] {
        guard case .array(let pairs)? = fields[key("history")] else { return [] }
        return pairs.enumerated().flatMap { index, pair -> [TextPart] in
            guard case .array(let texts) = pair else { return [] }
            return zip(texts, [Speaker.prompt, .answer]).enumerated().compactMap { place, entry in
                guard case .string(let text) = entry.0 else { return nil }
                return TextPart(TextPath(key("history")).at(index).at(place), entry.1, text)
            }
        }
    }

    /// Who speaks in a role of any format.
    private static func speaker(_ role: String) -> Speaker {
        switch role {
        case "system", "developer": .system
        case "user", "human": .prompt
        case "tool", "function", "ipython", "observation", "function_response", "function_call", "tool_call": .tool
        default: .answer
        }
    }
}
