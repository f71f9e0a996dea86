/// What a JSON text may cost.
public struct JSONLimits: Sendable, Equatable {
    /// The most levels of arrays and objects.
    public var depth: Int
    /// The most bytes of the whole text.
    public var bytes: Int
    /// The most values, members and elements included.
    public var values: Int

    /// Makes limits; the defaults hold any real configuration, index or tokenizer.
    ///
    /// A value can cost twenty times its text in memory, so both bytes and values have a bound.
    public init(depth: Int = 256, bytes: Int = 256 << 20, values: Int = 16_000_000) {
        self.depth = depth
        self.bytes = bytes
        self.values = values
    }
}

/// Reads the tokens of a JSON text (RFC 8259) one after another, without building a tree.
struct JSONReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var place: JSONPlace { JSONPlace(offset: offset, in: bytes) }

    mutating func advance(_ count: Int) { offset += count }

    func syntax(_ reason: String) -> JSONError { .syntax(reason: reason, place: place) }

    /// The next byte that is not white space, without taking it; nil at the end.
    mutating func peek() -> UInt8? {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            offset += 1
        }
        return nil
    }

    /// Takes `byte` if it is next after white space.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ reason: String) throws(JSONError) {
        guard take(byte) else { throw peek() == nil ? syntax("the text ends too early") : syntax(reason) }
    }

    /// Takes one of the words null, true and false.
    mutating func word(_ word: StaticString) throws(JSONError) {
        let wanted = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        let end = offset + wanted.count
        guard end <= bytes.count, bytes[offset..<end].elementsEqual(wanted) else {
            throw syntax("this is no value")
        }
        offset = end
    }

    /// Takes a number; the caller has seen its first byte.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if current == UInt8(ascii: "-") { offset += 1 }
        let first = current
        let wholeDigits = try digits()
        if first == UInt8(ascii: "0"), wholeDigits > 1 { throw syntax("a number begins with 0") }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            _ = try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw syntax("the number is too large") }
        return .number(value)
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func digits() throws(JSONError) -> Int {
        let start = offset
        while let byte = current, (0x30...0x39).contains(byte) { offset += 1 }
        guard offset > start else { throw syntax("a digit is missing") }
        return offset - start
    }
}
