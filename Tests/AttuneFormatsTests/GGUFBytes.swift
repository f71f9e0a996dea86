/// A GGUF file put together by hand; every part can be made wrong.
struct GGUFBytes {
    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var entryCount: UInt64?
    var entries: [[UInt8]] = []
    var tensors: [[UInt8]] = []
    var padding = 32
    var data: [UInt8] = []

    var bytes: [UInt8] {
        var bytes = magic
        bytes.append(number: version)
        bytes.append(number: tensorCount ?? UInt64(tensors.count))
        bytes.append(number: entryCount ?? UInt64(entries.count))
        bytes += entries.flatMap { $0 } + tensors.flatMap { $0 }
        while bytes.count % padding != 0 { bytes.append(0) }
        return bytes + data
    }

    /// A string with its length.
    static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

    static func string(_ text: [UInt8], length: UInt64? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: length ?? UInt64(text.count))
        return bytes + text
    }

    /// A metadata entry of a type code and the bytes of its value.
    static func entry(_ key: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        var bytes = string(key)
        bytes.append(number: type)
        return bytes + value
    }

    static func entry(_ key: String, _ value: UInt32) -> [UInt8] { entry(key, 4, number(value)) }
    static func entry(_ key: String, _ text: String) -> [UInt8] { entry(key, 8, string(text)) }
    static func entry(_ key: String, real value: Float) -> [UInt8] { entry(key, 6, number(value.bitPattern)) }

    static func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: value)
        return bytes
    }

    /// An array's type, count and elements.
    static func array(_ type: UInt32, _ count: UInt64, _ elements: [UInt8] = []) -> [UInt8] {
        number(type) + number(count) + elements
    }

    /// A tensor's description; sizes fastest first, as the format has them.
    static func tensor(
        _ name: String, _ sizes: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, rank: UInt32? = nil
    ) -> [UInt8] {
        string(name) + number(rank ?? UInt32(sizes.count)) + sizes.flatMap { number($0) } + number(type)
            + number(offset)
    }
}
