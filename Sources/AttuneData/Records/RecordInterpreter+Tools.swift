internal import AttuneJSON

extension RecordInterpreter {
    /// The tools in the form that chat templates expect: `{"type": "function", "function": {...}}` each.
    ///
    /// They may be given as a list or, as ShareGPT files have them, as a string that holds one.
    func tools(_ row: FieldReader) throws(RowProblem) -> JSONValue? {
        let key = shape.key("tools")
        guard var value = row.optional("tools") else { return nil }
        if case .string(let text) = value {
            guard !isBlank(text) else { return nil }
            value = try parsed(text, key)
        }
        guard case .array(let tools) = value else {
            throw RowProblem(.wrongType, key, "expected a list of tools, found \(value.typeName)")
        }
        guard !tools.isEmpty else { return nil }
        var wrapped: [JSONValue] = []
        for (index, tool) in tools.enumerated() {
            let fields = try object(tool, "\(key)[\(index)]")
            let isWrapped = fields["function"] != nil
            wrapped.append(isWrapped ? tool : .object(JSONObject([("type", .string("function")), ("function", tool)])))
        }
        return .array(wrapped)
    }

    /// The `tool_calls` of a ShareGPT function call: one object with `name` and `arguments`, or a list of them.
    func calls(_ content: String, _ key: String) throws(RowProblem) -> JSONObject {
        let value = try parsed(content, key)
        let list: [JSONValue]
        if case .array(let several) = value { list = several } else { list = [value] }
        var calls: [JSONValue] = []
        for call in list {
            let fields = try object(call, key)
            guard let name = fields["name"] else {
                throw RowProblem(.missingField, key + ".name", "the field is missing")
            }
            let function = JSONObject([
                ("name", .string(try text(name, key + ".name"))),
                ("arguments", fields["arguments"] ?? .object(JSONObject())),
            ])
            calls.append(.object(JSONObject([("type", .string("function")), ("function", .object(function))])))
        }
        guard !calls.isEmpty else { throw RowProblem(.emptyAnswer, key, "there is no call") }
        return JSONObject([("tool_calls", .array(calls))])
    }

    private func parsed(_ text: String, _ key: String) throws(RowProblem) -> JSONValue {
        do throws(JSONError) { return try JSONParser.parse(text) } catch {
            throw RowProblem(.wrongType, key, "the string should hold JSON: \(error.problem)")
        }
    }
}
