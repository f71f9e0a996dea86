private let fieldsMeaning = "The source's own field names, keyed by the names that Attune expects."
private let pathMeaning = "A file, a folder, or the name of a data set in the cache."
private let formatMeaning = "The shape of a row; auto looks at the first one."

extension DataSettings: RecipeSection {
    static let fields: [RecipeField<DataSettings>] = [
        .init(
            "train", \.train, .list(.section, atLeast: 1), required: true,
            "The training sources: a list of maps, each with a path."),
        .init(
            "validation", \.validation, RecipeKind.section.orNull(),
            "The rows that steer the training; null means no validation."),
        .init("test", \.test, RecipeKind.section.orNull(), "The rows that only the final test sees; null means none."),
        .init(
            "classification", \.classification, RecipeKind.section.orNull(),
            "How rows of the format classification become a prompt and a label."),
        .init(
            "max_length", \.maxLength, .integer(2...RecipeKind<Int>.mostTokens), "The most tokens of a document."),
        .init(
            "on_overlong", \.onOverlong, .choice(),
            "What happens to a longer one; split is for plain text only."),
        .init(
            "loss_on", \.lossOn, .lossScope,
            "Which tokens count; { prompt_weight: 0.1 } also counts the others, with that weight."),
        .init(
            "date", \.date, RecipeKind.date.orNull(),
            "The date that chat templates write where they ask for one; null is for those with a date of their own."),
        .init("packing", \.packing, .flag, "Let several documents share one bin of tokens."),
        .init("shuffle", \.shuffle, .flag, "Change the order with every epoch."),
    ]

    private var formats: [DataFormat] {
        train.map(\.format) + [validation?.format, test?.format].compactMap { $0 }
    }

    func conflict() -> RecipeConflict? {
        if formats.contains(.classification), classification == nil {
            return .init(
                "classification", "the format classification needs this section",
                "Add data.classification: { text: ..., label: ..., instruction: ... }.")
        }
        if onOverlong == .split, let other = formats.first(where: { $0 != .text && $0 != .auto }) {
            return .init(
                "on_overlong", "split is for plain text, and a source has the format \(other.rawValue)",
                "Use error, drop or truncate.")
        }
        if train.allSatisfy({ $0.weight == 0 }) {
            return .init("train", "every weight is 0", "Give at least one source a weight above 0.")
        }
        return nil
    }
}

extension SourceSettings: RecipeSection {
    static let fields: [RecipeField<SourceSettings>] = [
        .init("path", \.path, .path(.data), required: true, pathMeaning),
        .init("format", \.format, .choice(), formatMeaning),
        .init(
            "weight", \.weight, .number(.from(0, to: 1000)),
            "How often the source is seen in an epoch: 1 once, 0.5 half of it, 2 twice."),
        .init("fields", \.fields, .texts, fieldsMeaning),
    ]
}

extension ValidationSettings: RecipeSection {
    static let fields: [RecipeField<ValidationSettings>] = [
        .init("path", \.path, RecipeKind.path(.data).orNull(), pathMeaning + " Excludes fraction and rows."),
        .init(
            "fraction", \.fraction, RecipeKind.number(.above(0, below: 1)).orNull(),
            "The share of the training rows that is set aside. Excludes path and rows."),
        .init(
            "rows", \.rows, RecipeKind.integer(1...1_000_000_000).orNull(),
            "The number of training rows that are set aside. Excludes path and fraction."),
        .init("format", \.format, .choice(), formatMeaning),
        .init("fields", \.fields, .texts, fieldsMeaning),
    ]

    func conflict() -> RecipeConflict? {
        switch [path != nil, fraction != nil, rows != nil].count(where: \.self) {
        case 0: .init("path", "validation has no path, fraction or rows", "Set one of them, or remove validation.")
        case 1: nil
        default:
            .init(
                rows == nil ? "fraction" : "rows", "path, fraction and rows of validation exclude each other",
                "Keep one of them.")
        }
    }
}

extension TestSettings: RecipeSection {
    static let fields: [RecipeField<TestSettings>] = [
        .init("path", \.path, .path(.data), required: true, pathMeaning),
        .init("format", \.format, .choice(), formatMeaning),
        .init("fields", \.fields, .texts, fieldsMeaning),
    ]
}

extension ClassificationSettings: RecipeSection {
    static let fields: [RecipeField<ClassificationSettings>] = [
        .init("text", \.text, .text, "The field that holds the text to judge."),
        .init("label", \.label, .text, "The field that holds the right label."),
        .init("instruction", \.instruction, .freeText, "What the model is asked to do with the text."),
        .init(
            "labels", \.labels, RecipeKind.list(.text, atLeast: 2).orNull(),
            "Every label, in the order that breaks ties; null takes the sorted labels of the training rows."),
    ]

    func conflict() -> RecipeConflict? {
        if let labels, Set(labels).count < labels.count {
            return .init("labels", "a label stands twice", "Name each label once.")
        }
        return text == label ? .init("label", "text and label are the same field", "Name two fields.") : nil
    }
}
