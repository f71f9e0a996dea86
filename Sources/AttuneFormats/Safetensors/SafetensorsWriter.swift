internal import AttuneErrors
internal import AttuneJSON
internal import Glibc

/// A tensor to be written.
public struct TensorRecord {
    /// The name in the file.
    public let name: String
    /// How elements are stored.
    public let storage: StorageType
    /// The sizes, slowest dimension first.
    public let shape: [Int]
    /// Gives the bytes to its argument, once.
    public let withBytes: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// Makes a record.
    public init(
        name: String, storage: StorageType, shape: [Int],
        withBytes: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) {
        self.name = name
        self.storage = storage
        self.shape = shape
        self.withBytes = withBytes
    }
}

/// Writes safetensors files, one tensor at a time.
public enum SafetensorsWriter {
    /// Writes a file, first beside the path, then flushed to the disk and renamed.
    ///
    /// Returns the size in bytes. The widest elements come first, as the reference does it, so that every tensor is aligned; otherwise the order stays.
    ///
    /// - Throws: `SafetensorsError.badTensor` for a type or size that the format lacks; `FileError.cannotWrite`.
    @discardableResult
    public static func write(
        to path: String, _ tensors: [TensorRecord], metadata: [String: String] = ["format": "pt"]
    ) throws -> Int {
        let widths = Set(tensors.map(\.storage.blockBytes)).sorted(by: >)
        let tensors = widths.flatMap { width in tensors.filter { $0.storage.blockBytes == width } }
        let header = try header(tensors, metadata, path: path)
        let output = try AtomicFile(path: path)
        do {
            try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try output.write($0) }
            try header.withUnsafeBytes { try output.write($0) }
            for tensor in tensors { try write(tensor, to: output, path: path) }
            return try output.commit()
        } catch {
            output.discard()
            throw error
        }
    }

    private static func write(_ tensor: TensorRecord, to output: AtomicFile, path: String) throws {
        let expected = tensor.storage.byteCount(elements: tensor.shape.reduce(1, *))
        let start = output.written
        try tensor.withBytes { try output.write($0) }
        guard output.written - start == expected else {
            throw SafetensorsError.badTensor(
                path: path, name: tensor.name, reason: "\(output.written - start) bytes do not fill the shape")
        }
    }

    private static func header(
        _ tensors: [TensorRecord], _ metadata: [String: String], path: String
    ) throws -> [UInt8] {
        var object = JSONObject()
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONValue.string($0.value)) }
            object["__metadata__"] = .object(JSONObject(pairs))
        }
        var start = 0
        for tensor in tensors {
            guard let type = tensor.storage.safetensorsName, let elements = checkedElementCount(tensor.shape),
                let bytes = tensor.storage.byteCount(elements: elements), object[tensor.name] == nil
            else {
                throw SafetensorsError.badTensor(
                    path: path, name: tensor.name, reason: "its type, shape or name cannot be written")
            }
            object[tensor.name] = .object(
                JSONObject([
                    ("dtype", .string(type)), ("shape", .array(tensor.shape.map { .integer(Int64($0)) })),
                    ("data_offsets", .array([.integer(Int64(start)), .integer(Int64(start + bytes))])),
                ]))
            start += bytes
        }
        var text = Array(JSONValue.object(object).encoded().utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }  // keeps the data aligned
        return text
    }
}
