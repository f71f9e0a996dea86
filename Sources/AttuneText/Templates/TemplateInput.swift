import AttuneJSON

/// Turns messages and JSON values into marked template values.
enum TemplateInput {
    /// Levels of lists and objects that a value may have.
    static let depthLimit = 128

    static func messages(
        _ messages: [ChatMessage], trustedRoles: Set<String>
    ) throws(TemplateError) -> [TemplateValue] {
        var values: [TemplateValue] = []
        values.reserveCapacity(messages.count)
        for (index, message) in messages.enumerated() {
            let mark = TextMark(source: Int32(clamping: min(index, Int(Int32.max) - 1)))
            values.append(try value(of: message, mark: mark, trustedRoles: trustedRoles))
        }
        return values
    }

    private static func value(
        of message: ChatMessage, mark: TextMark, trustedRoles: Set<String>
    ) throws(TemplateError) -> TemplateValue {
        var members: [(key: TemplateValue, value: TemplateValue)] = []
        for (key, field) in message.fields {
            let isTrusted = key == "role" && trustedRoles.contains(message.role)
            members.append((.text(MarkedText(key, mark: mark)), try value(field, mark: isTrusted ? .template : mark)))
        }
        return try dictionary(members)
    }

    static func optional(_ json: JSONValue?) throws(TemplateError) -> TemplateValue {
        guard let json else { return .none }
        return try value(json, mark: .context)
    }

    static func value(_ json: JSONValue, mark: TextMark, level: Int = 0) throws(TemplateError) -> TemplateValue {
        guard level < depthLimit else { throw .limit(line: 1, limit: .depth, allowed: depthLimit) }
        switch json {
        case .null: return .none
        case .bool(let value): return .boolean(value)
        case .integer(let value): return .integer(Int(value))
        case .number(let value): return .double(value)
        case .string(let text): return .text(MarkedText(text, mark: mark))
        case .array(let items):
            var values: [TemplateValue] = []
            values.reserveCapacity(items.count)
            for item in items { values.append(try value(item, mark: mark, level: level + 1)) }
            return .list(TemplateList(values))
        case .object(let object):
            var members: [(key: TemplateValue, value: TemplateValue)] = []
            for member in object.members {
                let key = TemplateValue.text(MarkedText(member.key, mark: mark))
                members.append((key, try value(member.value, mark: mark, level: level + 1)))
            }
            return try dictionary(members)
        }
    }

    private static func dictionary(
        _ members: [(key: TemplateValue, value: TemplateValue)]
    ) throws(TemplateError) -> TemplateValue {
        guard let dictionary = TemplateDictionary(members) else {
            throw .invalid(line: 1, message: "the input has a key that cannot be compared")
        }
        return .dictionary(dictionary)
    }
}
