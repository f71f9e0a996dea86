/// Reads the values of a GGUF header one after another; nothing that the file says is believed before it is checked.
struct GGUFReader {
    let file: MappedFile
    private(set) var offset = 0
    private var elementsLeft = 4_000_000

    init(_ file: MappedFile) { self.file = file }

    private var left: Int { file.count - offset }

    mutating func number<Value: FixedWidthInteger & BitwiseCopyable>(
        _: Value.Type, _ what: String
    ) throws(GGUFError) -> Value {
        let size = MemoryLayout<Value>.size
        guard left >= size else { throw .truncated(path: file.path, what: what, offset: file.count) }
        defer { offset += size }
        return Value(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// A count of entries of at least `bytesEach` bytes; `most` bounds the memory that they will take.
    mutating func count(_ what: String, bytesEach: Int, most: Int = .max) throws(GGUFError) -> Int {
        let claimed = try number(UInt64.self, what)
        guard claimed <= UInt64(min(left / bytesEach, most)) else {
            throw .tooMany(path: file.path, what: what, count: claimed)
        }
        return Int(claimed)
    }

    mutating func bytes(_ what: String, most: Int = .max) throws(GGUFError) -> [UInt8] {
        let length = try count(what, bytesEach: 1, most: most)
        defer { offset += length }
        return Array(file.bytes[offset..<offset + length])
    }

    /// A key or a tensor's name.
    mutating func name(_ what: String, mostBytes: Int) throws(GGUFError) -> String {
        let bytes = try bytes("bytes in " + what, most: mostBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badEntry(path: file.path, name: what, reason: "it is not valid UTF-8")
        }
        if let fault = tensorNameFault(text, mostBytes: mostBytes) {
            throw .badEntry(path: file.path, name: what, reason: fault)
        }
        return text
    }

    /// A value of a type code of the format.
    mutating func value(_ type: UInt32, key: String, depth: Int = 0) throws(GGUFError) -> GGUFValue {
        switch type {
        case 0: return .integer(Int64(try number(UInt8.self, key)))
        case 1: return .integer(Int64(try number(Int8.self, key)))
        case 2: return .integer(Int64(try number(UInt16.self, key)))
        case 3: return .integer(Int64(try number(Int16.self, key)))
        case 4: return .integer(Int64(try number(UInt32.self, key)))
        case 5: return .integer(Int64(try number(Int32.self, key)))
        case 6: return .number(Double(Float(bitPattern: try number(UInt32.self, key))))
        case 7: return .bool(try number(UInt8.self, key) != 0)
        case 8: return .string(try bytes(key))
        case 9: return .array(try array(key: key, depth: depth))
        case 10:
            let value = try number(UInt64.self, key)
            return Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
        case 11: return .integer(try number(Int64.self, key))
        case 12: return .number(Double(bitPattern: try number(UInt64.self, key)))
        default: throw .badEntry(path: file.path, name: key, reason: "there is no value type \(type)")
        }
    }

    private mutating func array(key: String, depth: Int) throws(GGUFError) -> [GGUFValue] {
        guard depth < 4 else { throw .badEntry(path: file.path, name: key, reason: "arrays are nested too deep") }
        let type = try number(UInt32.self, key)
        let sizes = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8]
        guard Int(type) < sizes.count else {
            throw .badEntry(path: file.path, name: key, reason: "there is no value type \(type)")
        }
        let count = try count("elements of " + key, bytesEach: sizes[Int(type)], most: elementsLeft)
        elementsLeft -= count
        var elements: [GGUFValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try value(type, key: key, depth: depth + 1)) }
        return elements
    }
}
