import AttuneData
import AttuneFormats
import AttuneJSON
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Foundation
import Testing

/// Adapters that PEFT made: what they compute, their gradients, merging, and writing them again.
struct AdapterParityTests {
    @Test(arguments: PEFTAdapter.all)
    func logitsAreThoseOfPEFT(_ adapter: PEFTAdapter) throws {
        let comparison = try Comparison(
            adapter.logits(adapter.load()), adapter.reference().tensor("logits"))
        #expect(comparison.isWithin(Tolerance.model32), "\(comparison)")
        let rounded = try Comparison(adapter.logits(adapter.load(.bfloat16)), adapter.reference().tensor("logits"))
        #expect(rounded.isWithin(0.05), "\(rounded)")
    }

    @Test(arguments: PEFTAdapter.all, [false, true])
    func lossAndEveryGradientAreThoseOfPEFT(_ adapter: PEFTAdapter, recomputes: Bool) throws {
        let model = try adapter.load()
        let reference = try adapter.reference()
        let batch = try adapter.batch()
        let sum = try StagedPass(model, recomputes: recomputes).run(batch, scale: 1 / batch.weightSum)
        #expect(abs(sum / batch.weightSum - Double(try reference.floats("loss.mean")[0])) < 1e-5)
        let trained = model.store.parameters.filter(\.hasGradient)
        #expect(Set(trained.map { "gradient." + $0.name }) == Set(reference.names.filter { $0.hasPrefix("gradient.") }))
        for parameter in trained {
            let gradient = try #require(parameter.gradient)
            let comparison = try Comparison(gradient, reference.tensor("gradient." + parameter.name))
            #expect(comparison.isWithin(Tolerance.model32), "\(parameter.name): \(comparison)")
        }
    }

    @Test(arguments: PEFTAdapter.all)
    func mergedWeightsAreThoseOfPEFT(_ adapter: PEFTAdapter) throws {
        let model = try adapter.load()
        let count = try AdapterFolder(path: adapter.path).layerCount
        #expect(try model.mergeAdapters() == count)
        #expect(model.adapters == nil && !model.store.parameters.contains { $0.role == .adapter })
        let reference = try adapter.reference()
        for name in reference.names where name.hasPrefix("merged.") {
            let parameter = try #require(model.store[String(name.dropFirst("merged.".count))])
            let comparison = try Comparison(parameter.value, reference.tensor(name))
            #expect(comparison.isWithin(1e-6), "\(name): \(comparison)")
        }
        let logits = try Comparison(adapter.logits(model), reference.tensor("logits"))
        #expect(logits.isWithin(Tolerance.model32), "\(logits)")
    }

    @Test(arguments: PEFTAdapter.all)
    func writingAnAdapterAgainGivesWhatPEFTWrote(_ adapter: PEFTAdapter) throws {
        try withTemporaryFolder { folder in
            let model = try adapter.load()
            _ = try ModelFolder.write(model, to: folder, source: adapter.source(), type: .float32)
            try ModelFolder.verify(folder, against: model, prompt: [1])
            let (ours, theirs) = (
                try SafetensorsFile(path: folder + "/adapter_model.safetensors").tensors,
                try SafetensorsFile(path: adapter.path + "/adapter_model.safetensors").tensors
            )
            #expect(Set(ours.map(\.name)) == Set(theirs.map(\.name)))
            for (one, other) in zip(ours.sorted { $0.name < $1.name }, theirs.sorted { $0.name < $1.name }) {
                #expect(one.shape == other.shape && one.storage == other.storage)
                #expect(one.withBytes { Array($0) } == other.withBytes { Array($0) }, "\(one.name)")
            }
            try expectEqualConfigurations(folder, adapter.path)
        }
    }

    private func expectEqualConfigurations(_ ours: String, _ theirs: String) throws {
        func members(_ folder: String) throws -> JSONObject {
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/adapter_config.json"))
            return try JSONPath(JSONParser.parse(Array(data))).object()
        }
        let (one, other) = (try members(ours), try members(theirs))
        for (key, value) in one.members where !["base_model_name_or_path", "target_modules"].contains(key) {
            #expect(other[key].map { $0.encoded() == value.encoded() } == true, "\(key)")
        }
    }
}
