import AttuneFormats
import Foundation
import Testing

struct SafetensorsFileTests {
    @Test func aFileOfTheReferenceIsRead() throws {
        let file = try SafetensorsFile(path: FormatFiles.fixture("types.safetensors"))
        let types: [String: StorageType] = [
            "f64": .float64, "f32": .float32, "f16": .float16, "bf16": .bfloat16, "i64": .int64, "i32": .int32,
            "i16": .int16, "i8": .int8, "u8": .uint8, "bool": .bool, "scalar": .float32, "empty": .float32,
        ]
        #expect(Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.storage) }) == types)
        #expect(file.metadata.keys.sorted() == ["made with"])
        let shapes = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) })
        #expect(shapes["f32"] == [2, 3] && shapes["scalar"] == [] && shapes["empty"] == [0, 4])
    }

    @Test(arguments: ["f64", "f32"])
    func valuesAreThoseThatWereWritten(name: String) throws {
        let file = try SafetensorsFile(path: FormatFiles.fixture("types.safetensors"))
        let tensor = try #require(file.tensors.first { $0.name == name })
        #expect(try tensor.floats() == [0, -1.5, 3.25, 1e-3, 65504, -0x1p-14])
    }

    @Test func integersAreReadRaw() throws {
        let file = try SafetensorsFile(path: FormatFiles.fixture("types.safetensors"))
        let tensor = try #require(file.tensors.first { $0.name == "i8" })
        #expect(tensor.withBytes { Array($0) } == [253, 254, 255, 0, 1, 2])
    }

    @Test func whatTheReferenceAllowsIsAllowed() throws {
        let entry = SafetensorsBytes.entry("t", "F32", "[1]", "[0,4]")
        let extra = #""t":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}"#
        for header in ["   {\(entry)}", "{\(entry)}   ", "{\(extra)}", #"{"__metadata__":{"a":"b"},\#(entry)}"#] {
            let tensors = try FormatFiles.with(SafetensorsBytes.file(header, [0, 0, 0xC0, 0x7F])) {
                try SafetensorsFile(path: $0).tensors
            }
            #expect(tensors.map(\.name) == ["t"])
            #expect(try tensors.first?.floats().first?.isNaN == true)
        }
        #expect(try FormatFiles.with(SafetensorsBytes.file("{}")) { try SafetensorsFile(path: $0).tensors.isEmpty })
    }

    @Test func aMappingOutlivesItsFile() throws {
        let bytes = SafetensorsBytes.file("{\(SafetensorsBytes.entry("t", "U8", "[3]", "[0,3]"))}", [1, 2, 3])
        let tensor = try FormatFiles.with(bytes) { try #require(SafetensorsFile(path: $0).tensors.first) }
        #expect(tensor.withBytes { Array($0) } == [1, 2, 3])
    }
}
