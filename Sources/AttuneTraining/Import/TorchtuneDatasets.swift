/// Turns torchtune's `dataset` and `dataset_val` blocks into sources.
enum TorchtuneDatasets {
    typealias Body = @Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void

    private static let formats = [
        "alpaca_dataset": "alpaca", "alpaca_cleaned_dataset": "alpaca", "instruct_dataset": "prompt_completion",
        "text_completion_dataset": "text", "chat_dataset": "auto",
    ]

    /// The builder of a data set says what its rows are, and for Alpaca that the input counts too.
    static let builder: Body = { draft, value in
        let name = value.text.split(separator: ".").last.map(String.init) ?? ""
        guard let format = formats[name] else {
            draft.note("\(name) is a data set of torchtune; put the path of its rows under \(source(value)).path")
            return draft.leave(value, "the format is found from the rows")
        }
        draft.set(source(value) + ".format", value, as: format)
        let section = value.section
        if format == "alpaca", draft.values[section + ".train_on_input"] == nil, section == "dataset" {
            draft.set("data.loss_on", value, as: "all")
        }
        if draft.values[section + ".source"] == nil {
            draft.note("\(name) is fetched from a hub; put the path of its rows under \(source(value)).path")
            draft.set(source(value) + ".path", value, text: name)
        }
    }

    /// A local folder, a loader whose `data_files` name the file, or a name on a hub.
    static let source: Body = { draft, value in
        guard !["json", "csv", "text", "parquet"].contains(value.text) else {
            return draft.leave(value, "it names a loader; the file's ending says it")
        }
        setPath(value.text, value, &draft)
    }

    static let files: Body = { draft, value in
        let files = value.listed.isEmpty ? [value.text] : value.listed
        if files.count > 1 {
            draft.note("\(value.key) names \(files.count) files; add a source for each but the first")
        }
        setPath(files[0], value, &draft)
    }

    /// The column that holds the conversation, the text, the prompt or the completion.
    static let column: Body = { draft, value in
        let names = [
            "conversation_column": "conversations", "column": "text", "input": "prompt", "output": "completion",
        ]
        let isAlpaca = draft.values[block(value) + "._component_"]?.text.contains("alpaca") ?? false
        guard let field = isAlpaca ? value.name : names[value.name] else {
            return draft.leave(value, "Attune knows no such column")
        }
        guard value.name != "conversation_column" else {
            let isShareGPT = draft.values[block(value) + ".conversation_style"]?.text == "sharegpt"
            draft.set(source(value) + ".format", value, as: isShareGPT ? "sharegpt" : "messages")
            let usual = isShareGPT ? "conversations" : "messages"
            if value.text != usual { draft.set("\(source(value)).fields.\(usual)", value, text: value.text) }
            return
        }
        guard field != value.text else { return draft.leave(value, "it is the name that Attune expects") }
        draft.set("\(source(value)).fields.\(field)", value, text: value.text)
    }

    private static func setPath(_ path: String, _ value: ForeignValue, _ draft: inout ImportDraft) {
        let found = draft.existing(path)
        draft.set(source(value) + ".path", value, text: found ?? path)
        if found == nil {
            draft.note("\(path) was not found; download it and put its path under \(source(value)).path")
        }
    }

    private static func block(_ value: ForeignValue) -> String {
        value.key.hasPrefix("dataset_val") ? "dataset_val" : "dataset"
    }
    private static func source(_ value: ForeignValue) -> String {
        block(value) == "dataset" ? "data.train.0" : "data.validation"
    }
}
