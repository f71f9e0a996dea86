import ArgumentParser
import AttuneTraining

/// Names on the command line for the fields of rows.
struct FieldOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file's name for a field, such as prompt=question; may be given again.", valueName: "field=name"))
    var field: [String] = []

    /// The file's names, keyed by the names that Attune expects.
    func names() throws -> [String: String] {
        var names: [String: String] = [:]
        for pair in field {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else { throw ValidationError("--field takes FIELD=NAME, such as prompt=question.") }
            names[sides[0]] = sides[1]
        }
        return names
    }

    /// Gives the rows of the file to measure these names.
    func rename(in recipe: inout Recipe) throws {
        guard !field.isEmpty else { return }
        recipe.data.test = recipe.data.test ?? TestSettings()
        recipe.data.test?.fields = try names()
    }
}
