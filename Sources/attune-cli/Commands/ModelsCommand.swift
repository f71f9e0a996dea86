import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTraining

/// The command `attune models`.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the models in the cache.",
        discussion:
            "attune models\nattune models --json\n\nFetch more with scripts/fetch; any Hugging Face folder or GGUF file works by its path."
    )
    @OptionGroup var out: OutputOptions

    func run() throws {
        if out.json {
            let rows = Cache.models.map { model in
                JSONValue.object(
                    JSONObject([
                        ("name", .string(model.name)), ("path", .string(model.path)),
                        ("bytes", .integer(Int64(model.bytes))),
                    ]))
            }
            return out.output.line(JSONValue.array(rows).encoded(pretty: true))
        }
        guard !Cache.models.isEmpty else {
            return out.output.line("The cache has no models. Fetch one: scripts/fetch smollm2-135m-instruct")
        }
        var table = TextTable(["model", "size"])
        for model in Cache.models { table.add([model.name, Figures.bytes(model.bytes)]) }
        for line in table.lines { out.output.line(line) }
    }
}
