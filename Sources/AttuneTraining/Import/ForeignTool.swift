/// A program whose training files can be imported.
public enum ForeignTool: String, Sendable, CaseIterable {
    /// LLaMA-Factory: `model_name_or_path`, `stage`, `finetuning_type`.
    case llamaFactory = "llama-factory"
    /// Axolotl: `base_model`, `datasets`, `micro_batch_size`.
    case axolotl
    /// torchtune: `checkpointer` and values with `_component_`.
    case torchtune

    /// The name as its makers write it.
    public var name: String {
        switch self {
        case .llamaFactory: "LLaMA-Factory"
        case .axolotl: "Axolotl"
        case .torchtune: "torchtune"
        }
    }

    /// The tool whose own keys stand in the file; nil when there are none.
    init?(of root: RecipeNode) {
        let marks: [(ForeignTool, [String])] = [
            (.torchtune, ["checkpointer"]), (.axolotl, ["base_model"]), (.llamaFactory, ["model_name_or_path"]),
        ]
        guard let found = marks.first(where: { $0.1.contains { root.member($0) != nil } }) else { return nil }
        self = found.0
    }

    /// What becomes of each of the tool's keys.
    var rules: [String: ImportRule] {
        switch self {
        case .llamaFactory: LlamaFactoryRules.rules
        case .axolotl: AxolotlRules.rules
        case .torchtune: TorchtuneRules.rules
        }
    }

    /// What the tool does where a file says nothing and Attune would do something else: recipe key and value.
    var defaults: [(key: String, value: String)] {
        switch self {
        case .llamaFactory: LlamaFactoryRules.defaults
        case .axolotl: AxolotlRules.defaults
        case .torchtune: TorchtuneRules.defaults
        }
    }
}
