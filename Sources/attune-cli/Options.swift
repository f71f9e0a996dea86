import ArgumentParser
import AttuneModels
import AttuneReports
import AttuneTensor
import AttuneTraining

/// A model on the command line, with the precision that it runs in.
struct ModelOptions: ParsableArguments {
    @Argument(help: "A model or adapter folder, a .gguf file, or a name that `attune models` lists, such as org/name.")
    var model: String

    @Option(help: "fp32 or bf16; by default the folder's own type.")
    var precision: PrecisionChoice?

    @Option(help: "For an adapter: its base model; by default the one that it names.")
    var base: String?

    func bundle() throws -> ModelBundle {
        try ModelBundle(
            path: try Cache.modelPath(model), base: try base.map(Cache.modelPath), locate: Cache.modelPath)
    }

    func load(_ bundle: ModelBundle) throws -> DecoderModel { try bundle.load(precision) }
}

extension ModelBundle {
    /// The model for reading, in its own type unless another is chosen; weights that are not finite are a warning.
    func load(_ precision: PrecisionChoice?) throws -> DecoderModel {
        try load(
            computeType: precision?.type ?? naturalType,
            onNonFinite: { damage in
                let console = Console(standardError: true)
                console.line(console.styled("warning: ", .yellow) + TerminalText.printable(damage.problem))
            })
    }
}

/// The precisions that a model runs in.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
    case fp32, bf16

    var type: DType { self == .fp32 ? .float32 : .bfloat16 }
}

/// Output for machines.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON on standard output; messages go to standard error.")
    var json = false

    /// Where results go.
    var output: Console { Console(standardError: false) }
    /// Where messages go.
    var messages: Console { Console(standardError: json) }
}
