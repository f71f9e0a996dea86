/// Turns Axolotl's lists of data sets into sources.
enum AxolotlDatasets {
    private static let formats = [
        "alpaca": "alpaca", "chat_template": "messages", "sharegpt": "sharegpt", "completion": "text",
        "alpaca_chat": "alpaca",
    ]
    private static let fieldsByFormat = [
        "alpaca": [
            "field_instruction": "instruction", "field_input": "input", "field_output": "output",
            "field_system": "system",
        ],
        "messages": ["field_messages": "messages", "field_tools": "tools"],
        "sharegpt": ["field_messages": "conversations", "field_tools": "tools"], "text": ["field": "text"],
    ]

    /// Reads a list of data sets; of a validation only the first.
    static func read(_ value: ForeignValue, into draft: inout ImportDraft) {
        guard case .list(let elements) = value.node.content else {
            return draft.leave(value, "it is no list of data sets")
        }
        let isValidation = value.key == "test_datasets"
        for (index, element) in elements.enumerated() {
            let key = "\(value.key).\(index)"
            guard case .map(let members) = element.content else {
                draft.leave(ForeignValue(key: key, node: element), "it is no map")
                continue
            }
            guard !isValidation || index == 0 else {
                draft.leave(ForeignValue(key: key, node: element), "data.validation takes one source")
                continue
            }
            let values = members.filter { !$0.value.isNull }.map {
                ForeignValue(key: "\(key).\($0.key)", node: $0.value)
            }
            read(values, isValidation ? "data.validation" : "data.train.\(index)", &draft)
        }
    }

    private static func read(_ values: [ForeignValue], _ source: String, _ draft: inout ImportDraft) {
        func value(_ name: String) -> ForeignValue? { values.first { $0.name == name } }
        let kind = value("type")?.text ?? ""
        let isShareGPT = value("message_property_mappings")?.node.member("role")?.value.content == .plain("from")
        let format = kind == "chat_template" && isShareGPT ? "sharegpt" : formats[kind]
        setPath(value("path"), files: value("data_files"), source, &draft)
        for value in values where !["path", "data_files"].contains(value.name) {
            switch value.name {
            case "type":
                if let format {
                    draft.set(source + ".format", value, as: format)
                } else {
                    draft.leave(value, "the format is found from the rows")
                }
            case "ds_type": draft.leave(value, "the ending of the file's name says it")
            case "message_property_mappings" where isShareGPT: draft.leave(value, "the format sharegpt says it")
            case "chat_template", "conversation": draft.leave(value, "the model's own chat template is used")
            case "split": draft.leave(value, "a file holds one split")
            case "roles_to_train", "train_on_eos":
                draft.leave(value, "the assistant's turns are learned with their end: data.loss_on")
            default: setField(value, format, source, &draft)
            }
        }
    }

    private static func setField(_ value: ForeignValue, _ format: String?, _ source: String, _ draft: inout ImportDraft)
    {
        guard let field = format.flatMap({ fieldsByFormat[$0]?[value.name] }) else {
            return draft.leave(value, "Attune knows no such setting of a source")
        }
        guard field != value.text else { return draft.leave(value, "it is the name that Attune expects") }
        draft.set("\(source).fields.\(field)", value, text: value.text)
    }

    /// A local file or folder, or a file of a loader such as `json`; anything else is a name on a hub.
    private static func setPath(
        _ path: ForeignValue?, files: ForeignValue?, _ source: String, _ draft: inout ImportDraft
    ) {
        guard let path else { return draft.note("put the path of the rows under \(source).path") }
        let isLoader = ["json", "csv", "text", "parquet"].contains(path.text)
        let file = isLoader ? files?.listed.first ?? files?.text ?? path.text : path.text
        if let files {
            if isLoader { draft.leave(path, "it names a loader; the file's ending says it") }
            let count = files.listed.count
            if count > 1 { draft.note("\(files.key) names \(count) files; add a source for each but the first") }
            if !isLoader { draft.leave(files, "Attune takes the whole of path") }
        }
        if let found = draft.existing(file) {
            return draft.set(source + ".path", isLoader ? files ?? path : path, text: found)
        }
        draft.set(source + ".path", isLoader ? files ?? path : path, text: file)
        draft.note("\(file) was not found; download it and put its path under \(source).path")
    }
}
