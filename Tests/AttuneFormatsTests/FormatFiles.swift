import AttuneFormats
import Foundation
import Testing

/// Stored fixtures and files that a test makes for itself.
enum FormatFiles {
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures").path

    /// The path of a fixture of the formats.
    static func fixture(_ name: String) -> String { fixtures + "/formats/" + name }

    /// Calls `body` with the path of a file of these bytes; the file's folder is its own and goes away afterwards.
    @discardableResult
    static func with<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        try withFolder { folder in
            let path = folder + "/file"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return try body(path)
        }
    }

    /// Calls `body` with the path of an empty folder.
    @discardableResult
    static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path)
    }

    /// Calls `body` with the one tensor, named t, of a file that is made of these elements.
    @discardableResult
    static func withTensor<Element, Result>(
        _ elements: [Element], _ type: String, shape: [Int], _ body: (TensorSlice) throws -> Result
    ) throws -> Result {
        let data = elements.withUnsafeBytes { Array($0) }
        let header = #"{"t":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[0,\#(data.count)]}}"#
        return try with(SafetensorsBytes.file(header, data)) { path in
            try body(#require(SafetensorsFile(path: path).tensors.first))
        }
    }

    /// The names of the files in a folder, sorted.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

extension TensorSlice {
    /// The elements as float32.
    func floats(_ order: RowOrder? = nil) throws -> [Float] {
        var values = [Float](repeating: .nan, count: elementCount)
        _ = try values.withUnsafeMutableBytes { try decode(to: .float32, into: $0, rowOrder: order) }
        return values
    }

    /// The elements as the bits of bfloat16.
    func bfloat16Bits(_ order: RowOrder? = nil) throws -> [UInt16] {
        var values = [UInt16](repeating: 0xFFFF, count: elementCount)
        _ = try values.withUnsafeMutableBytes { try decode(to: .bfloat16, into: $0, rowOrder: order) }
        return values
    }
}

extension [UInt8] {
    /// Appends a number in little-endian order.
    mutating func append<Value: FixedWidthInteger>(number value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
