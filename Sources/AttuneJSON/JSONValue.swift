/// A JSON value.
public enum JSONValue: Sendable, Equatable {
    /// null
    case null
    /// true or false
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    /// A string; its UTF-8 bytes are those of the text.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// The name of the value's type, for messages.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The members of a JSON object in their order.
///
/// Keys are compared by their bytes: Swift's own comparison would merge keys that are canonically equivalent.
public struct JSONObject: Sendable, Equatable {
    /// The members in the order of the text.
    public private(set) var members: [(key: String, value: JSONValue)] = []
    /// Where each key is, in objects with more members than are quicker looked through.
    private var index = KeyIndex()

    private static let searchedMembers = 12
    /// Room from the start, so that a row's fields are not moved as they come.
    private static let usualMembers = 4

    /// An object without members.
    public init() {}

    /// An object of these members; of equal keys the last wins.
    public init(_ members: [(key: String, value: JSONValue)]) {
        for (key, value) in members { self[key] = value }
    }

    /// The value of a key; setting nil removes it, setting a new key appends it.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): add(key, value)
            case (let place?, nil):
                members.remove(at: place)
                indexMembers()
            case (nil, nil): break
            }
        }
    }

    /// Appends a member whose key is known to be new; false when it is not.
    mutating func append(_ key: String, _ value: JSONValue) -> Bool {
        guard place(of: key) == nil else { return false }
        add(key, value)
        return true
    }

    private func place(of key: String) -> Int? {
        guard members.count <= Self.searchedMembers else { return index.place(of: key, in: members) }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func add(_ key: String, _ value: JSONValue) {
        if members.isEmpty { members.reserveCapacity(Self.usualMembers) }
        members.append((key, value))
        if members.count > Self.searchedMembers + 1 {
            index.add(members.count - 1, of: members)
        } else if members.count > Self.searchedMembers {
            indexMembers()
        }
    }

    private mutating func indexMembers() {
        index = KeyIndex()
        guard members.count > Self.searchedMembers else { return }
        for place in members.indices { index.add(place, of: members) }
    }

    /// Whether both have the same members in the same order.
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.members.count == b.members.count
            && zip(a.members, b.members).allSatisfy {
                $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value
            }
    }
}
