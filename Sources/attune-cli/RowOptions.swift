public import ArgumentParser
public import AttuneData
import AttuneReports
import AttuneTraining

/// Data files on the command line that are read row by row, without a model.
struct RowOptions: ParsableArguments {
    @Argument(help: "Data files and folders.") var files: [String] = []
    @Option(help: "A recipe: its training sources are read.") var recipe: String?
    @Option(help: "The format of the rows; found from the first row unless given.") var format: RecordFormat?
    @OptionGroup var fields: FieldOptions
    @Option(help: "The field with the text to judge, for rows with a label.") var text: String?
    @Option(help: "The field with the label.") var label: String?

    func validate() throws {
        if files.isEmpty && recipe == nil { throw ValidationError("Give data files, or --recipe.") }
        if !files.isEmpty && recipe != nil { throw ValidationError("Give data files or --recipe, not both.") }
        let isDescribed = format != nil || !fields.field.isEmpty || text != nil || label != nil
        if recipe != nil && isDescribed {
            throw ValidationError("With --recipe, the recipe says what --format, --field, --text and --label would.")
        }
    }

    func rowFiles() throws -> RowFiles {
        if let recipe {
            let settings = try RecipeReader.read(path: recipe)
            return try RowFiles(settings.trainingSources, classification: settings.data.classification?.task)
        }
        let isLabelled = text != nil || label != nil
        let task = isLabelled ? ClassificationTask(text: text ?? "text", label: label ?? "label") : nil
        let names = try fields.names()
        return try RowFiles(
            files.map { DataSource(path: $0, format: format, fields: names) }, classification: task)
    }
}

extension RecordFormat: ExpressibleByArgument {}
extension RowPart: ExpressibleByArgument {}
extension DeduplicationOptions.Keep: ExpressibleByArgument {}

/// An output file of rows.
struct RowOutput: ParsableArguments {
    @Option(name: [.short, .customLong("output")], help: "The file to write, JSON Lines.") var output: String
    @Flag(help: "Replace the file when it is there already.") var overwrite = false

    func path(checkedFor files: RowFiles) throws -> String {
        try files.checkOutput(output, overwrite: overwrite)
        return output
    }
}

/// The trait that a word on the command line names; any other word is a field of the rows.
func rowTrait(_ word: String) throws -> RowTrait {
    switch word {
    case "label": .label
    case "language": .language(try LanguageIdentifier(profiles: Cache.languageProfiles))
    case "script": .script
    case "source": .source
    default: .field(word)
    }
}
