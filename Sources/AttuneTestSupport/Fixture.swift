internal import AttuneFormats
public import AttuneTensor
internal import Foundation

/// Stored numbers of a reference implementation.
public struct Fixture {
    /// The folder with all fixtures.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Tests/Fixtures").path

    private let tensors: [String: TensorSlice]

    /// Opens a safetensors file below the folder.
    public init(_ path: String) throws {
        let file = try SafetensorsFile(path: Self.root + "/" + path)
        tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    }

    /// The names that are there.
    public var names: [String] { tensors.keys.sorted() }

    /// A float32 tensor.
    public func tensor(_ name: String) throws -> Tensor { try Tensor(floats(name), try slice(name).shape) }

    /// A float32 tensor's elements.
    public func floats(_ name: String) throws -> [Float] {
        let slice = try slice(name)
        var values = [Float](repeating: 0, count: slice.elementCount)
        _ = try values.withUnsafeMutableBytes { try slice.decode(to: .float32, into: $0) }
        return values
    }

    /// An int64 tensor's elements.
    public func integers(_ name: String) throws -> [Int32] {
        let slice = try slice(name)
        return slice.withBytes { bytes in
            (0..<slice.elementCount).map { Int32(bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
        }
    }

    private func slice(_ name: String) throws -> TensorSlice {
        guard let slice = tensors[name] else { throw FixtureError.missing(name) }
        return slice
    }
}

/// A fixture that a test asks for in vain.
public enum FixtureError: Error {
    /// There is no tensor of this name.
    case missing(String)
}
