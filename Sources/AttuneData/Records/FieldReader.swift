internal import AttuneJSON

/// Why a row has no meaning: what, at which key, in words.
struct RowProblem: Error {
    let code: FindingCode
    let key: String
    let message: String
    let size: Int?

    init(_ code: FindingCode, _ key: String, _ message: String, size: Int? = nil) {
        self.size = size
        self.code = code
        self.key = key
        self.message = message
    }
}

/// Reads fields of a row by the keys of its shape.
struct FieldReader {
    let fields: JSONObject
    let shape: RecordShape

    /// A field that must be there.
    func value(_ field: String) throws(RowProblem) -> JSONValue {
        guard let value = fields[shape.key(field)] else {
            throw RowProblem(.missingField, shape.key(field), "the field is missing")
        }
        return value
    }

    /// A field that may be missing or null.
    func optional(_ field: String) -> JSONValue? {
        fields[shape.key(field)].flatMap { $0 == .null ? nil : $0 }
    }

    /// A string that must be there.
    func string(_ field: String) throws(RowProblem) -> String {
        try text(try value(field), shape.key(field))
    }

    /// A string, or nil when it is missing, null or empty.
    func optionalString(_ field: String) throws(RowProblem) -> String? {
        guard let value = optional(field) else { return nil }
        let text = try text(value, shape.key(field))
        return text.isEmpty ? nil : text
    }

    /// A list that must be there.
    func list(_ field: String) throws(RowProblem) -> [JSONValue] {
        guard case .array(let elements) = try value(field) else {
            throw RowProblem(.wrongType, shape.key(field), "expected a list, found \(try value(field).typeName)")
        }
        return elements
    }
}

/// The string of a value.
func text(_ value: JSONValue, _ key: String) throws(RowProblem) -> String {
    guard case .string(let text) = value else {
        throw RowProblem(.wrongType, key, "expected a string, found \(value.typeName)")
    }
    return text
}

/// The object of a value.
func object(_ value: JSONValue, _ key: String) throws(RowProblem) -> JSONObject {
    guard case .object(let object) = value else {
        throw RowProblem(.wrongType, key, "expected an object, found \(value.typeName)")
    }
    return object
}

/// Whether nothing but white space is in a text.
func isBlank(_ text: String) -> Bool {
    // Most texts begin with a printable character of ASCII.
    if let first = text.utf8.first, (0x21..<0x7F).contains(first) { return false }
    return text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
}
