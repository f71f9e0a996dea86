import AttuneFormats
import Foundation
import Testing

struct SafetensorsWriterTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let original = try SafetensorsFile(path: FormatFiles.fixture("types.safetensors")).tensors
        try FormatFiles.withFolder { folder in
            let path = folder + "/model.safetensors"
            let size = try SafetensorsWriter.write(to: path, original.map(record))
            let copy = try SafetensorsFile(path: path)
            #expect(copy.metadata == ["format": "pt"])
            #expect(copy.tensors.count == original.count)
            for tensor in original {
                let found = try #require(copy.tensors.first { $0.name == tensor.name })
                #expect(found.shape == tensor.shape && found.storage == tensor.storage)
                #expect(found.withBytes { Array($0) } == tensor.withBytes { Array($0) })
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == size)
            #expect(try FormatFiles.names(in: folder) == ["model.safetensors"])
        }
    }

    @Test func theBytesAreThoseOfTheFormat() throws {
        try FormatFiles.withFolder { folder in
            let path = folder + "/f"
            try SafetensorsWriter.write(to: path, [constant("b", .uint8, [2], [7, 8])], metadata: [:])
            let header = #"{"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#
            let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == SafetensorsBytes.file(padded, [7, 8]))
        }
    }

    @Test func wideElementsComeFirstSoThatAllAreAligned() throws {
        try FormatFiles.withFolder { folder in
            let path = folder + "/f"
            let names = [
                constant("byte", .uint8, [3], [1, 2, 3]), constant("half", .bfloat16, [1], [1, 2]),
                constant("wide", .float32, [1], [1, 2, 3, 4]), constant("half too", .float16, [1], [3, 4]),
            ]
            try SafetensorsWriter.write(to: path, names)
            let tensors = try SafetensorsFile(path: path).tensors
            #expect(tensors.map(\.name) == ["wide", "half", "half too", "byte"])
            #expect(tensors.allSatisfy { $0.byteRange.lowerBound % $0.storage.blockBytes == 0 })
        }
    }

    @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
        struct Failure: Error, Equatable {}
        try FormatFiles.withFolder { folder in
            let path = folder + "/f"
            try SafetensorsWriter.write(to: path, [constant("a", .uint8, [1], [1])])
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let failing = TensorRecord(name: "b", storage: .uint8, shape: [1]) { _ in throw Failure() }
            let silent = TensorRecord(name: "b", storage: .uint8, shape: [1]) { _ in }
            let short = constant("b", .float32, [2], [1, 2, 3, 4])
            #expect(throws: Failure()) {
                try SafetensorsWriter.write(to: path, [constant("a", .uint8, [1], [2]), failing])
            }
            for record in [silent, short] {
                #expect(throws: SafetensorsError.self) { try SafetensorsWriter.write(to: path, [record]) }
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            #expect(try FormatFiles.names(in: folder) == ["f"])
        }
    }

    @Test func whatTheFormatLacksIsRefused() throws {
        try FormatFiles.withFolder { folder in
            for (storage, shape) in [(StorageType.q4_0, [32]), (.float32, [-1]), (.float32, [1 << 62, 4])] {
                #expect(throws: SafetensorsError.self) {
                    try SafetensorsWriter.write(to: folder + "/f", [constant("a", storage, shape, [])])
                }
            }
            #expect(throws: SafetensorsError.self) {
                try SafetensorsWriter.write(
                    to: folder + "/f", [constant("a", .uint8, [0], []), constant("a", .uint8, [0], [])])
            }
            #expect(throws: FileError.self) { try SafetensorsWriter.write(to: folder + "/no/f", []) }
            let left = try FormatFiles.names(in: folder)
            #expect(left.isEmpty)
        }
    }

    @Test func aFolderInThePlaceOfTheFileIsAnErrorThatLeavesNothing() throws {
        try FormatFiles.withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/f/inner", withIntermediateDirectories: true)
            #expect(throws: FileError.self) { try AtomicFile.write("text", to: folder + "/f") }
            #expect(try FormatFiles.names(in: folder) == ["f"])
        }
    }

    private func record(_ slice: TensorSlice) -> TensorRecord {
        TensorRecord(name: slice.name, storage: slice.storage, shape: slice.shape) { try slice.withBytes($0) }
    }

    private func constant(_ name: String, _ storage: StorageType, _ shape: [Int], _ bytes: [UInt8]) -> TensorRecord {
        TensorRecord(name: name, storage: storage, shape: shape) { consume in try bytes.withUnsafeBytes(consume) }
    }
}
