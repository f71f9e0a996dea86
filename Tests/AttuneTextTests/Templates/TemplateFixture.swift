import AttuneJSON
import AttuneText
import Foundation

/// Reads what make_templates.py wrote.
enum TemplateFixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("Fixtures/templates")

    static let now = TemplateTime(year: 2026, month: 11, day: 21, hour: 9, minute: 5, second: 7)

    static func json(_ name: String) throws -> JSONObject {
        try object(try JSONParser.parse([UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))))
    }

    static func source(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name + ".jinja"), encoding: .utf8)
    }

    struct WrongShape: Error {}

    static func object(_ value: JSONValue?) throws -> JSONObject {
        guard case .object(let object)? = value else { throw WrongShape() }
        return object
    }

    static func array(_ value: JSONValue?) throws -> [JSONValue] {
        guard case .array(let items)? = value else { throw WrongShape() }
        return items
    }

    static func string(_ value: JSONValue?) throws -> String {
        guard case .string(let text)? = value else { throw WrongShape() }
        return text
    }

    /// A message in the form of the fixture; content that is not text goes into the extra fields.
    static func message(_ value: JSONValue) throws -> ChatMessage {
        let fields = try object(value)
        var extra = JSONObject()
        for member in fields.members where member.key != "role" { extra[member.key] = member.value }
        var content = ""
        if case .string(let text)? = fields["content"] {
            content = text
            extra["content"] = nil
        } else if fields["content"] == nil {
            extra["content"] = .null
        }
        return ChatMessage(role: try string(fields["role"]), content: content, extra: extra)
    }

    static func messages(_ value: JSONValue?) throws -> [ChatMessage] { try array(value).map(message) }

    static func ranges(_ value: JSONValue?) throws -> [Range<Int>] {
        guard let value else { return [] }
        return try array(value).map { pair in
            guard case .array(let bounds) = pair, case .integer(let start)? = bounds.first,
                case .integer(let end)? = bounds.last
            else { throw WrongShape() }
            return Int(start)..<Int(end)
        }
    }
}

extension ChatTemplate {
    /// The text of one message, or of none.
    static func text(_ source: String, _ messages: [ChatMessage] = [], _ context: TemplateContext = TemplateContext())
        throws
        -> String
    {
        try ChatTemplate(source: source).render(messages, context: context).text
    }
}
