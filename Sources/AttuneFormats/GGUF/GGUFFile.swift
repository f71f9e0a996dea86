internal import AttuneErrors

/// A GGUF file of version 2 or 3, checked as a whole before any tensor is handed out.
///
/// Source: the format's description in ggml's `gguf.md`.
public struct GGUFFile: Sendable {
    /// The path of the file.
    public let path: String
    /// The metadata by key.
    public let metadata: [String: GGUFValue]
    /// The tensors in the order of the file; shapes are slowest dimension first.
    public let tensors: [TensorSlice]

    private struct Info {
        let name: String
        let shape: [Int]
        let storage: StorageType
        let offset: Int
    }

    /// Maps and checks a file.
    ///
    /// - Throws: `FileError` or `GGUFError`.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        var reader = GGUFReader(file)
        let (tensorCount, entryCount) = try Self.counts(&reader, file)
        let metadata = try Self.metadata(&reader, entryCount, path: path)
        let alignment = try Self.alignment(metadata, path: path)
        var infos: [Info] = []
        var names = Set<String>()
        for _ in 0..<tensorCount {
            let info = try Self.info(&reader, alignment: alignment, path: path)
            guard names.insert(info.name).inserted else {
                throw GGUFError.badEntry(path: path, name: info.name, reason: "the tensor is there twice")
            }
            infos.append(info)
        }
        let dataStart = (reader.offset + alignment - 1) / alignment * alignment
        self.path = path
        self.metadata = metadata
        tensors = try Self.slices(infos, file, dataStart: dataStart, alignment: alignment)
    }

    private static func counts(
        _ reader: inout GGUFReader, _ file: MappedFile
    ) throws(GGUFError) -> (tensors: Int, entries: Int) {
        guard file.count >= 4, file.bytes[..<4].elementsEqual("GGUF".utf8) else { throw .notGGUF(path: file.path) }
        _ = try reader.number(UInt32.self, "the magic")
        let version = try reader.number(UInt32.self, "the version")
        guard version == 2 || version == 3 else { throw .unsupportedVersion(path: file.path, version: version) }
        let tensors = try reader.count("tensors", bytesEach: 24, most: 100_000)
        let entries = try reader.count("metadata entries", bytesEach: 13, most: 100_000)
        return (tensors, entries)
    }

    private static func metadata(
        _ reader: inout GGUFReader, _ count: Int, path: String
    ) throws(GGUFError) -> [String: GGUFValue] {
        var metadata: [String: GGUFValue] = [:]
        for _ in 0..<count {
            let key = try reader.name("a metadata key", mostBytes: 65_535)
            let type = try reader.number(UInt32.self, key)
            let value = try reader.value(type, key: key)
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw .badEntry(path: path, name: key, reason: "the key is there twice")
            }
        }
        return metadata
    }

    private static func alignment(_ metadata: [String: GGUFValue], path: String) throws(GGUFError) -> Int {
        guard let value = metadata["general.alignment"] else { return 32 }
        guard let alignment = value.integer, alignment >= 8, alignment <= 1 << 20, alignment & (alignment - 1) == 0
        else {
            throw .badMetadata(path: path, key: "general.alignment", reason: "is no power of two from 8 to 1 MiB")
        }
        return alignment
    }

    private static func info(
        _ reader: inout GGUFReader, alignment: Int, path: String
    ) throws(GGUFError) -> Info {
        let name = try reader.name("a tensor's name", mostBytes: 63)
        let rank = try reader.number(UInt32.self, name)
        guard rank <= 4 else { throw .badEntry(path: path, name: name, reason: "it has \(rank) dimensions") }
        var shape: [Int] = []
        for _ in 0..<rank {
            guard let size = Int(exactly: try reader.number(UInt64.self, name)) else {
                throw .badEntry(path: path, name: name, reason: "a dimension is too large")
            }
            shape.insert(size, at: 0)
        }
        let code = try reader.number(UInt32.self, name)
        guard let storage = StorageType(gguf: code) else {
            throw .unsupportedType(path: path, name: name, code: code)
        }
        let offset = try reader.number(UInt64.self, name)
        guard let offset = Int(exactly: offset), offset % alignment == 0 else {
            throw .badEntry(path: path, name: name, reason: "its offset \(offset) is not aligned to \(alignment)")
        }
        return Info(name: name, shape: shape, storage: storage, offset: offset)
    }

    /// The tensors must lie one behind the other, each padded to the alignment, as llama.cpp demands it.
    private static func slices(
        _ infos: [Info], _ file: MappedFile, dataStart: Int, alignment: Int
    ) throws(GGUFError) -> [TensorSlice] {
        var slices: [TensorSlice] = []
        var expected = 0
        for info in infos {
            guard info.offset == expected else {
                throw .badEntry(
                    path: file.path, name: info.name,
                    reason: "its offset is \(info.offset), the tensors before it end at \(expected)")
            }
            let row = info.shape.last ?? 1
            guard row % info.storage.blockElements == 0, let elements = checkedElementCount(info.shape),
                let bytes = info.storage.byteCount(elements: elements)
            else {
                throw .badEntry(path: file.path, name: info.name, reason: "the shape \(info.shape) is not possible")
            }
            let (start, startOverflow) = dataStart.addingReportingOverflow(info.offset)
            let (end, endOverflow) = start.addingReportingOverflow(bytes)
            guard !startOverflow, !endOverflow, end <= file.count else {
                throw .truncated(path: file.path, what: "the tensor \(info.name)", offset: file.count)
            }
            slices.append(
                TensorSlice(
                    name: info.name, shape: info.shape, storage: info.storage, file: file, byteRange: start..<end))
            expected = info.offset + (bytes + alignment - 1) / alignment * alignment
        }
        return slices
    }
}

extension StorageType {
    /// The type of a GGUF type code; nil when it is not supported.
    init?(gguf code: UInt32) {
        guard let type = Self.ggufCodes[code] else { return nil }
        self = type
    }

    private static let ggufCodes: [UInt32: StorageType] = [
        0: .float32, 1: .float16, 2: .q4_0, 3: .q4_1, 6: .q5_0, 7: .q5_1, 8: .q8_0, 10: .q2K, 11: .q3K, 12: .q4K,
        13: .q5K, 14: .q6K, 24: .int8, 25: .int16, 26: .int32, 27: .int64, 28: .float64, 30: .bfloat16,
    ]
}
