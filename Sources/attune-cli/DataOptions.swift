import ArgumentParser
import AttuneData
import AttuneModels
import AttuneReports
import AttuneTraining

/// Data files on the command line, with the recipe or the model that reads them.
struct DataOptions: ParsableArguments {
    @Argument(help: "A recipe, or data files and folders.") var files: [String] = []
    @Option(help: "A model: its tokenizer and chat template read the rows.") var model: String?
    @Option(help: "A recipe: its model and data settings read the rows.") var recipe: String?
    @Option(help: "The most tokens of a document; the recipe's limit unless given, without a recipe none.")
    var maxLength: Int?
    @OptionGroup var fields: FieldOptions

    func validate() throws {
        if files.isEmpty && recipe == nil { throw ValidationError("Give data files, or --recipe.") }
        guard maxLength.map((2..<Int(Int32.max)).contains) ?? true else {
            throw ValidationError("--max-length has to be 2 or more, and less than 2147483647.")
        }
    }

    func work() throws -> DataWork {
        var files = files
        var recipe = recipe
        if recipe == nil, files.count == 1, files[0].hasSuffix(".yaml") || files[0].hasSuffix(".yml") {
            recipe = files.removeFirst()
        }
        var settings = Recipe()
        if let recipe { settings = try RecipeReader.read(path: recipe) }
        if let model { settings.model.path = try Cache.modelPath(model) }
        let names = try fields.names()
        guard names.isEmpty || !files.isEmpty else {
            throw ValidationError("--field is for files on the command line; a recipe names fields itself.")
        }
        if !files.isEmpty { settings.data.train = files.map { SourceSettings(path: $0, fields: names) } }
        if let maxLength { settings.data.maxLength = maxLength }
        return try DataWork(settings, limitsLength: recipe != nil || maxLength != nil)
    }
}
