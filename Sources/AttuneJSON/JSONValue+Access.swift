internal import AttuneErrors

/// A value together with its path from the root, so that a failed access can say where.
public struct JSONPath: Sendable {
    /// The value at the path.
    public let value: JSONValue
    /// The path in the form `a.b[3]`; empty for the root.
    public let path: String

    /// The root of a tree, named for messages.
    public init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    /// The member of an object; null counts as no value.
    public func at(_ key: String) throws(JSONError) -> JSONPath {
        if let found = try optional(key) { return found }
        let object = try object()
        guard object[key] == nil else {
            throw .wrongType(path: child(key), expected: "a value", found: JSONValue.null.typeName)
        }
        throw .missing(path: child(key), nearest: nearestNames(to: key, among: object.members.map(\.key)))
    }

    /// The member of an object; nil when it is absent or null.
    public func optional(_ key: String) throws(JSONError) -> JSONPath? {
        guard let found = try object()[key], found != .null else { return nil }
        return JSONPath(found, path: child(key))
    }

    /// The first of several members that is there and not null.
    public func first(of keys: String...) throws(JSONError) -> JSONPath? {
        for key in keys {
            if let found = try optional(key) { return found }
        }
        return nil
    }

    /// The elements of an array.
    public func elements() throws(JSONError) -> [JSONPath] {
        guard case .array(let elements) = value else { throw wrongType("an array") }
        return elements.enumerated().map { JSONPath($1, path: "\(path)[\($0)]") }
    }

    /// The object here.
    public func object() throws(JSONError) -> JSONObject {
        guard case .object(let object) = value else { throw wrongType("an object") }
        return object
    }

    /// The string here.
    public func string() throws(JSONError) -> String {
        guard case .string(let text) = value else { throw wrongType("a string") }
        return text
    }

    /// The integer here; a number such as 3.0 counts.
    public func integer() throws(JSONError) -> Int {
        switch value {
        case .integer(let whole): return Int(whole)
        case .number(let number):
            guard let whole = Int(exactly: number) else { throw wrongType("an integer") }
            return whole
        default: throw wrongType("an integer")
        }
    }

    /// The number here.
    public func double() throws(JSONError) -> Double {
        switch value {
        case .integer(let whole): return Double(whole)
        case .number(let number): return number
        default: throw wrongType("a number")
        }
    }

    /// The truth value here.
    public func bool() throws(JSONError) -> Bool {
        guard case .bool(let truth) = value else { throw wrongType("true or false") }
        return truth
    }

    private func child(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

    private func wrongType(_ expected: String) -> JSONError {
        .wrongType(path: path.isEmpty ? "The JSON" : path, expected: expected, found: value.typeName)
    }
}
