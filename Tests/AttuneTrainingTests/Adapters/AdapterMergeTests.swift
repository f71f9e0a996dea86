import AttuneFormats
import AttuneModels
import AttuneTestSupport
import Foundation
import Testing

/// One whole model out of a base and its adapter: which numbers it has, and what is left alone.
struct AdapterMergeTests {
    private static let module = "model.layers.1.mlp.up_proj"

    @Test func sumsAreRoundedOnceToTheTypeThatIsAskedFor() throws {
        try TinyJob.withFolder { job in
            let merge = try AdapterMerge(adapted(job), to: job.path + "/merged", type: .bfloat16)
            #expect(merge.layers == 1 && merge.sourceType == .float32 && merge.storedType == .bfloat16)
            let name = Self.module + ".weight"
            let base = try floats(tensors(job.path + "/model")[name])
            let once = base.enumerated().map { nearest($1 + product($0)) }
            let twice = base.enumerated().map { nearest(Float(bitPattern: UInt32(nearest($1)) << 16) + product($0)) }
            #expect(try bits(tensors(merge.folder)[name]) == once)
            #expect(zip(once, twice).contains { $0 != $1 }, "the weights do not tell one rounding from two")
        }
    }

    @Test(arguments: [StorageType.float32, .bfloat16])
    func whatHasNoAdapterKeepsItsBytes(storage: StorageType) throws {
        try TinyJob.withFolder(storage: storage) { job in
            let merge = try AdapterMerge(adapted(job), to: job.path + "/merged")
            #expect(merge.storedType == storage)
            let (before, after) = (try tensors(job.path + "/model"), try tensors(merge.folder))
            #expect(Set(before.keys) == Set(after.keys))
            let changed = before.filter { name, slice in
                after[name]?.storage != slice.storage
                    || after[name]?.withBytes { Array($0) } != slice.withBytes { Array($0) }
            }
            #expect(Array(changed.keys) == [Self.module + ".weight"])
        }
    }

    @Test func aQuantisedBaseIsMergedAsPEFTMergesItsNumbers() throws {
        try withTemporaryFolder { folder in
            let adapter = Fixture.root + "/adapters/on-quantised"
            let bundle = try ModelBundle(path: adapter)
            let merge = try AdapterMerge(bundle, to: folder + "/merged")
            #expect(merge.layers == 2 && merge.storedType == .bfloat16)
            let found = try tensors(merge.folder)
            let reference = try SafetensorsFile(path: adapter + "/merged.safetensors").tensors
            #expect(reference.count == 10 && found.count == 11)
            for expected in reference {
                #expect(try bits(found[expected.name]) == bits(expected), "\(expected.name)")
            }
            let table = "model.embed_tokens.weight"
            let stored = try floats(bundle.source.slice(named: table).slice)
            #expect(try bits(found[table]) == stored.map(nearest))
        }
    }

    @Test func aFolderThatIsThereStaysAsItIs() throws {
        try TinyJob.withFolder { job in
            let folder = job.path + "/model"
            let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(throws: AdapterError.outputExists(path: folder)) { try AdapterMerge(adapted(job), to: folder) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
        }
    }

    @Test func aWholeModelHasNothingToMerge() throws {
        try TinyJob.withFolder { job in
            let folder = job.path + "/model"
            #expect(throws: AdapterError.missingFile(folder: folder, file: "adapter_config.json")) {
                try AdapterMerge(ModelBundle(path: folder), to: job.path + "/merged")
            }
            #expect(!FileManager.default.fileExists(atPath: job.path + "/merged"))
        }
    }

    /// The job's model beside an adapter of one layer, whose products are exact: 2 b a with b = (1 + o % 3) / 64 and
    /// a = (1 + i % 4) / 64.
    private func adapted(_ job: TinyJob) throws -> ModelBundle {
        try FileManager.default.createDirectory(atPath: job.path + "/adapter", withIntermediateDirectories: true)
        try job.write(
            "adapter/adapter_config.json",
            """
            {"peft_type": "LORA", "r": 1, "lora_alpha": 2, "target_modules": ["up_proj"],
             "base_model_name_or_path": "../model"}
            """)
        let prefix = "base_model.model." + Self.module
        func record(_ name: String, _ shape: [Int], _ cycle: Int) -> TensorRecord {
            let values = (0..<shape.reduce(1, *)).map { Float(1 + $0 % cycle) / 64 }
            return TensorRecord(name: prefix + name, storage: .float32, shape: shape) { consume in
                try values.withUnsafeBytes(consume)
            }
        }
        _ = try SafetensorsWriter.write(
            to: job.path + "/adapter/adapter_model.safetensors",
            [record(".lora_A.weight", [1, 32], 4), record(".lora_B.weight", [44, 1], 3)])
        return try ModelBundle(path: job.path + "/adapter")
    }

    private func product(_ index: Int) -> Float {
        2 * Float(1 + index / 32 % 3) / 64 * (Float(1 + index % 32 % 4) / 64)
    }

    /// The nearest bfloat16, by hand; of two the even one.
    private func nearest(_ value: Float) -> UInt16 {
        UInt16((value.bitPattern + 0x7FFF + (value.bitPattern >> 16 & 1)) >> 16)
    }

    private func tensors(_ folder: String) throws -> [String: TensorSlice] {
        let file = try SafetensorsFile(path: folder + "/model.safetensors")
        return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    }

    private func bits(_ slice: TensorSlice?) throws -> [UInt16] {
        let slice = try #require(slice)
        #expect(slice.storage == .bfloat16)
        return slice.withBytes { bytes in
            (0..<slice.elementCount).map { bytes.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
        }
    }

    private func floats(_ slice: TensorSlice?) throws -> [Float] {
        let slice = try #require(slice)
        var values = [Float](repeating: .nan, count: slice.elementCount)
        _ = try values.withUnsafeMutableBytes { try slice.decode(to: .float32, into: $0) }
        return values
    }
}
