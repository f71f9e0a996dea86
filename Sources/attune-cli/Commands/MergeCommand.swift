import ArgumentParser
import AttuneFormats
import AttuneJSON
import AttuneModels
import AttuneReports
import AttuneTraining

/// The command `attune merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Adds an adapter to its base model and writes one whole model.",
        discussion: "attune merge smollm2-135m-instruct runs/lora/model merged")
    @Argument(help: "The base model: a folder, a .gguf file, or a name that `attune models` lists.") var base: String
    @Argument(help: "The adapter's folder, from Attune or PEFT.") var adapter: String
    @Argument(help: "The folder to make; it must not be there.") var out: String
    @Option(help: "fp32 or bf16: how weights are stored; by default as the base's are.") var dtype: PrecisionChoice?
    @OptionGroup var result: OutputOptions

    func run() throws {
        let bundle = try ModelBundle(path: try Cache.modelPath(adapter), base: try Cache.modelPath(base))
        let merge = try AdapterMerge(bundle, to: out, type: dtype.map { $0 == .fp32 ? .float32 : .bfloat16 })
        if result.json { return result.output.line(merge.json.encoded(pretty: true)) }
        for line in merge.lines { result.output.line(line) }
    }
}
