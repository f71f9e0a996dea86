import AttuneErrors
import AttuneFormats
import AttuneJSON
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneModels

/// Which layers are meant, and adapters that are not what they should be.
struct AdapterFolderTests {
    private let rankStabilised = Fixture.root + "/adapters/rank-stabilised"

    private func json(_ path: String) throws -> JSONValue {
        try JSONParser.parse(Array(Data(contentsOf: URL(fileURLWithPath: path))))
    }

    @Test func targetsMeanWhatTheyMeanToPEFT() throws {
        let root = JSONPath(try json(Fixture.root + "/adapters/targets.json"))
        let modules = try root.at("modules").elements().map { try $0.string() }
        let cases = try root.at("cases").elements()
        #expect(cases.count == 8)
        for one in cases {
            let target = try one.at("target")
            let meant: AdapterTargets =
                if case .string(let pattern) = target.value { .pattern(pattern) } else {
                    .names(try target.elements().map { try $0.string() })
                }
            let expected = try one.at("matched").elements().map { modules[try $0.integer()] }
            #expect(try meant.matching(modules) == expected, "\(meant)")
        }
        #expect(try AdapterTargets.allLinear.matching(modules) == modules)
    }

    @Test func aTargetThatMeetsNoLayerIsAnErrorThatNamesTheNearest() {
        let modules = ["model.layers.1.mlp.up_proj", "model.layers.11.mlp.up_proj"]
        let error = #expect(throws: AdapterError.self) { try AdapterTargets.names(["up_prj"]).matching(modules) }
        #expect(error == .noTarget(target: "up_prj", nearest: ["up_proj"], known: ["up_proj"]))
        #expect(throws: AdapterError.badPattern(pattern: "(")) { try AdapterTargets.pattern("(").matching(modules) }
        #expect(throws: AdapterError.self) { try AdapterTargets.pattern("up_proj").matching(modules) }
        #expect(throws: AdapterError.self) { try AdapterTargets.names(["proj"]).matching(modules) }
    }

    @Test func filesNameTargetsAsShortAsPossible() {
        let modules = ["a.0.q", "a.0.v", "a.1.q", "a.1.v"]
        #expect(AdapterTargets.names(of: ["a.0.q", "a.1.q"], among: modules) == ["q"])
        #expect(AdapterTargets.names(of: ["a.0.q", "a.1.v"], among: modules) == ["a.0.q", "a.1.v"])
    }

    /// Calls `body` with a copy of an adapter whose configuration has one changed value.
    private func withChanged(_ key: String, _ value: JSONValue?, _ body: (String) throws -> Void) throws {
        try WeightFiles.withFolder { folder in
            for file in ["adapter_config.json", "adapter_model.safetensors"] {
                try FileManager.default.copyItem(atPath: rankStabilised + "/" + file, toPath: folder + "/" + file)
            }
            guard case .object(var object) = try json(folder + "/adapter_config.json") else {
                Issue.record("the fixture's configuration is no object")
                return
            }
            object[key] = value
            try AtomicFile.write(JSONValue.object(object).encoded(), to: folder + "/adapter_config.json")
            try body(folder)
        }
    }

    @Test(arguments: [
        ("use_dora", JSONValue.bool(true)), ("bias", .string("all")), ("peft_type", .string("IA3")),
        ("modules_to_save", .array([.string("lm_head")])), ("fan_in_fan_out", .bool(true)),
        ("init_lora_weights", .string("pissa")), ("rank_pattern", .object(JSONObject([("q_proj", .integer(2))]))),
        ("lora_bias", .bool(true)), ("trainable_token_indices", .array([.integer(1)])),
        ("a_key_of_tomorrow", .string("on")),
    ])
    func whatWouldComputeSomethingElseIsRefused(key: String, value: JSONValue) throws {
        try withChanged(key, value) { folder in
            let error = #expect(throws: AdapterError.self) { try AdapterFolder(path: folder) }
            guard case .unsupported(_, key, _) = error else { throw error ?? AdapterError.badPattern(pattern: key) }
        }
    }

    @Test func numbersOutOfRangeAndMissingOnesAreErrors() throws {
        for (key, value) in [("r", JSONValue.integer(0)), ("lora_dropout", .number(1)), ("lora_alpha", .number(1e300))]
        {
            try withChanged(key, value) { folder in
                #expect(throws: AdapterError.self, "\(key)") { try AdapterFolder(path: folder) }
            }
        }
        try withChanged("r", nil) { folder in #expect(throws: JSONError.self) { try AdapterFolder(path: folder) } }
        try withChanged("peft_type", nil) { folder in
            #expect(throws: JSONError.self) { try AdapterFolder(path: folder) }
        }
    }

    @Test func anotherRankOrAnotherBaseModelIsRefusedBeforeAnythingIsAttached() throws {
        let base = try DecoderModel.load(
            WeightSource(path: Fixture.root + "/models/llama-tied"), computeType: .float32)
        try withChanged("r", .integer(2)) { folder in
            let error = #expect(throws: AdapterError.self) { try AdapterFolder(path: folder).attach(to: base) }
            guard case .wrongShape = error else { throw error ?? AdapterError.badPattern(pattern: "") }
        }
        let foreign = try AdapterFolder(path: Fixture.root + "/adapters/all-linear")
        #expect(throws: AdapterError.self) { try foreign.attach(to: base) }
        #expect(base.adapters == nil && base.savedParameters.count == base.store.parameters.count)
    }

    @Test func damagedFilesAreNamed() throws {
        try withChanged("r", .integer(3)) { folder in
            let file = folder + "/adapter_model.safetensors"
            func write(_ names: [String]) throws {
                try SafetensorsWriter.write(
                    to: file,
                    names.map { name in
                        TensorRecord(name: name, storage: .float32, shape: [1]) { consume in
                            try [Float(1)].withUnsafeBytes { try consume($0) }
                        }
                    })
            }
            try write(["base_model.model.x.lora_A.weight"])
            #expect(throws: AdapterError.incomplete(path: file, module: "x")) { try AdapterFolder(path: folder) }
            try write([])
            #expect(throws: AdapterError.empty(path: file)) { try AdapterFolder(path: folder) }
            try write(["base_model.model.x.lora_embedding_A"])
            #expect(throws: AdapterError.self) { try AdapterFolder(path: folder) }
            try FileManager.default.removeItem(atPath: file)
            #expect(throws: AdapterError.missingFile(folder: folder, file: "adapter_model.safetensors")) {
                try AdapterFolder(path: folder)
            }
        }
    }

    @Test func anAdapterInPlaceOfAModelIsNamedAndSoIsAMissingBase() throws {
        #expect(throws: AdapterError.notAModel(path: rankStabilised)) { try ModelBundle(model: rankStabilised) }
        try withChanged("base_model_name_or_path", .string("nowhere/at-all")) { folder in
            #expect(throws: AdapterError.noBase(path: folder, base: "nowhere/at-all")) {
                try ModelBundle(path: folder)
            }
        }
    }
}
