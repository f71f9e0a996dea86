internal import AttuneErrors
internal import AttuneJSON

/// A safetensors file, checked as a whole before any tensor is handed out.
///
/// Stricter than the reference (safetensors 0.8): duplicate keys are errors too.
public struct SafetensorsFile: Sendable {
    /// The tensors in the order of their bytes.
    public let tensors: [TensorSlice]
    /// The file's own metadata.
    public let metadata: [String: String]

    private static let mostHeaderBytes = 100_000_000
    /// Room for 100,000 tensors; what a header of tiny members would cost in memory stays bounded.
    private static let headerLimits = JSONLimits(depth: 8, values: 1_500_000)

    /// Maps and checks a file.
    ///
    /// - Throws: `FileError` or `SafetensorsError`.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        let headerBytes = try Self.headerLength(file)
        let header = try Self.header(file, headerBytes)
        var reader = LayoutReader(file: file, dataStart: 8 + headerBytes)
        for (name, value) in header.members where name != "__metadata__" { try reader.add(name, value) }
        tensors = try reader.checkedTensors()
        metadata = try Self.metadata(header, path: path)
    }

    private static func headerLength(_ file: MappedFile) throws(SafetensorsError) -> Int {
        guard file.count >= 8 else { throw .headerTooSmall(path: file.path, fileBytes: file.count) }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        let most = min(mostHeaderBytes, file.count - 8)
        guard length <= UInt64(most) else {
            throw .headerTooLarge(path: file.path, headerBytes: length, most: most)
        }
        return Int(length)
    }

    private static func header(_ file: MappedFile, _ length: Int) throws(SafetensorsError) -> JSONObject {
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[8..<8 + length])
        do {
            guard case .object(let object) = try JSONParser.parse(bytes, limits: headerLimits) else {
                throw SafetensorsError.badHeader(path: file.path, reason: "It is no object.")
            }
            return object
        } catch let error as JSONError {
            throw .badHeader(path: file.path, reason: error.problem)
        } catch {
            throw .badHeader(path: file.path, reason: "It is no object.")
        }
    }

    private static func metadata(_ header: JSONObject, path: String) throws(SafetensorsError) -> [String: String] {
        guard let value = header["__metadata__"] else { return [:] }
        guard case .object(let object) = value else {
            throw .badHeader(path: path, reason: "__metadata__ is no object.")
        }
        var metadata: [String: String] = [:]
        for (key, value) in object.members {
            guard case .string(let text) = value else {
                throw .badHeader(path: path, reason: "__metadata__ has a value that is no string: \(key).")
            }
            metadata[key] = text
        }
        return metadata
    }
}

/// Collects the tensors of a header and checks that they tile the data.
private struct LayoutReader {
    let file: MappedFile
    let dataStart: Int
    private var tensors: [TensorSlice] = []
    private var names = Set<String>()

    init(file: MappedFile, dataStart: Int) {
        self.file = file
        self.dataStart = dataStart
    }

    mutating func add(_ name: String, _ value: JSONValue) throws(SafetensorsError) {
        func bad(_ reason: String) -> SafetensorsError { .badTensor(path: file.path, name: name, reason: reason) }
        if let fault = tensorNameFault(name, mostBytes: 1024) {
            throw .badHeader(path: file.path, reason: "The name of the tensor \(tensors.count) is refused: \(fault).")
        }
        // The parser compares bytes; names that only Swift takes for equal must not shadow each other.
        guard names.insert(name).inserted else { throw bad("another tensor's name is canonically equivalent") }
        let shape: [Int]
        let offsets: [Int]
        let type: String
        do throws(JSONError) {
            let entry = JSONPath(value, path: name)
            type = try entry.at("dtype").string()
            shape = try Self.integers(try entry.at("shape"))
            offsets = try Self.integers(try entry.at("data_offsets"))
        } catch {
            throw bad(String(error.problem.dropLast()))  // the message ends with a full stop of its own
        }
        guard let storage = StorageType(safetensors: type) else { throw bad("the dtype \(type) is not known") }
        guard let elements = checkedElementCount(shape), let bytes = storage.byteCount(elements: elements) else {
            throw bad("the shape \(shape) is negative or too large")
        }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw bad("the offsets \(offsets) are no range")
        }
        guard offsets[1] - offsets[0] == bytes else {
            throw bad("the shape needs \(bytes) bytes, the offsets hold \(offsets[1] - offsets[0])")
        }
        guard offsets[1] <= file.count - dataStart else {
            throw .wrongSize(path: file.path, expectedBytes: offsets[1], foundBytes: file.count - dataStart)
        }
        tensors.append(
            TensorSlice(
                name: name, shape: shape, storage: storage, file: file,
                byteRange: dataStart + offsets[0]..<dataStart + offsets[1]))
    }

    func checkedTensors() throws(SafetensorsError) -> [TensorSlice] {
        let ordered = tensors.sorted {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        var end = dataStart
        for tensor in ordered {
            guard tensor.byteRange.lowerBound == end else {
                throw .badLayout(
                    path: file.path, name: tensor.name, expectedStart: end - dataStart,
                    foundStart: tensor.byteRange.lowerBound - dataStart)
            }
            end = tensor.byteRange.upperBound
        }
        guard end == file.count else {
            throw .wrongSize(path: file.path, expectedBytes: end - dataStart, foundBytes: file.count - dataStart)
        }
        return ordered
    }

    private static func integers(_ value: JSONPath) throws(JSONError) -> [Int] {
        var numbers: [Int] = []
        for element in try value.elements() {
            guard case .integer(let number) = element.value else {
                throw .wrongType(path: element.path, expected: "an integer", found: element.value.typeName)
            }
            numbers.append(Int(number))
        }
        return numbers
    }
}

extension StorageType {
    /// The type of a safetensors dtype; nil when it is not known.
    init?(safetensors name: String) {
        guard let type = Self.safetensorsNames.first(where: { $0.name == name })?.type else { return nil }
        self = type
    }

    /// The safetensors dtype; nil for quantised types.
    public var safetensorsName: String? { Self.safetensorsNames.first { $0.type == self }?.name }

    private static let safetensorsNames: [(name: String, type: StorageType)] = [
        ("F64", .float64), ("F32", .float32), ("F16", .float16), ("BF16", .bfloat16), ("I64", .int64), ("I32", .int32),
        ("I16", .int16), ("I8", .int8), ("U8", .uint8), ("BOOL", .bool),
    ]
}
