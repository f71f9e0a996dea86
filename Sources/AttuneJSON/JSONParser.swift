/// Turns JSON texts into values, strictly.
///
/// Duplicate keys, NaN and infinity, lone surrogates, invalid UTF-8, control characters inside strings and anything after
/// the value are errors. Source of the grammar: RFC 8259.
public struct JSONParser {
    private var reader: JSONReader
    private let limits: JSONLimits
    private var valueCount = 0

    private init(_ bytes: UnsafeRawBufferPointer, _ limits: JSONLimits) {
        reader = JSONReader(bytes)
        self.limits = limits
    }

    /// Parses a whole text.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes, limits)
        guard bytes.count <= limits.bytes else {
            throw .limit(name: "bytes", most: limits.bytes, place: parser.reader.place)
        }
        let value = try parser.value(depth: 0)
        guard parser.reader.peek() == nil else { throw parser.reader.syntax("something follows the value") }
        return value
    }

    /// Parses a whole text.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        let result: Result<JSONValue, JSONError> = bytes.withUnsafeBytes { buffer in
            do throws(JSONError) { return .success(try parse(buffer, limits: limits)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Parses a whole text.
    public static func parse(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < limits.depth else { throw .limit(name: "levels", most: limits.depth, place: reader.place) }
        valueCount += 1
        guard valueCount <= limits.values else {
            throw .limit(name: "values", most: limits.values, place: reader.place)
        }
        guard let byte = reader.peek() else { throw reader.syntax("the text ends too early") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try reader.string())
        case UInt8(ascii: "n"):
            try reader.word("null")
            return .null
        case UInt8(ascii: "t"):
            try reader.word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try reader.word("false")
            return .bool(false)
        case UInt8(ascii: "-"), 0x30...0x39: return try reader.number()
        default: throw reader.syntax("this is no value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try reader.expect(UInt8(ascii: "{"), "an object should begin here")
        var object = JSONObject()
        if reader.take(UInt8(ascii: "}")) { return object }
        repeat {
            _ = reader.peek()
            let place = reader.place(lazily: reader.offset)
            let key = try reader.string()
            try reader.expect(UInt8(ascii: ":"), "a colon should follow the key")
            let value = try value(depth: depth + 1)
            guard object.append(key, value) else { throw .duplicateKey(key: key, place: place()) }
        } while reader.take(UInt8(ascii: ","))
        try reader.expect(UInt8(ascii: "}"), "a comma or a closing brace should stand here")
        return object
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        try reader.expect(UInt8(ascii: "["), "an array should begin here")
        var elements: [JSONValue] = []
        if reader.take(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while reader.take(UInt8(ascii: ","))
        try reader.expect(UInt8(ascii: "]"), "a comma or a closing bracket should stand here")
        return elements
    }
}

extension JSONReader {
    /// Line and column of an offset, found only when somebody asks: finding them reads the text from its beginning.
    func place(lazily offset: Int) -> () -> JSONPlace { { [bytes] in JSONPlace(offset: offset, in: bytes) } }
}
