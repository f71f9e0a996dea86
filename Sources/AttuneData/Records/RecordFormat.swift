internal import AttuneErrors
internal import AttuneJSON

/// The shape of a row: which keys it has, and what they mean.
public enum RecordFormat: String, Sendable, Codable, CaseIterable {
    /// `messages`: a list of objects with `role` and `content`; `tools`.
    case messages
    /// `conversations`: a list of objects with `from` and `value`; `system`, `tools`.
    case sharegpt
    /// `instruction`, `input`, `output`; `system`, `history`.
    case alpaca
    /// `prompt` and `completion`; `system`.
    case promptCompletion = "prompt_completion"
    /// `text`.
    case text
    /// The fields that the classification task names.
    case classification

    /// The fields a format reads, which a mapping may give other names.
    public var fieldNames: [String] {
        switch self {
        case .messages: ["messages", "tools"]
        case .sharegpt: ["conversations", "system", "tools"]
        case .alpaca: ["instruction", "input", "output", "system", "history"]
        case .promptCompletion: ["prompt", "completion", "system"]
        case .text: ["text"]
        case .classification: ["text", "label"]
        }
    }
}

/// How rows with a label become a prompt and an answer.
public struct ClassificationTask: Sendable, Codable, Equatable {
    /// The key of the text to judge.
    public var text: String
    /// The key of the label.
    public var label: String
    /// What the model is asked; it stands before the text, with a blank line between.
    public var instruction: String
    /// The labels that may occur; nil accepts any.
    public var labels: [String]?

    /// Makes a task.
    public init(text: String = "text", label: String = "label", instruction: String = "", labels: [String]? = nil) {
        self.text = text
        self.label = label
        self.instruction = instruction
        self.labels = labels
    }

    /// What the user says.
    public func prompt(text: String) -> String { instruction.isEmpty ? text : instruction + "\n\n" + text }
}

/// A format and the keys its fields have in a file.
struct RecordShape: Sendable, Equatable {
    var format: RecordFormat
    var keys: [String: String]

    /// The file's key of a field.
    func key(_ field: String) -> String { keys[field] ?? field }

    /// Pairs of keys that data sets use for a prompt and its completion, the documented one first.
    static let completionKeys = [
        ("prompt", "completion"), ("question", "answer"), ("prompt", "response"), ("query", "response"),
        ("instruction", "response"), ("input", "output"),
    ]

    /// Finds the shape of the first row.
    static func detect(
        _ first: RawRecord, isTable: Bool, mapping: [String: String], classification: ClassificationTask?
    ) throws(DataError) -> RecordShape {
        let fields = first.fields
        let has = { (key: String) in fields[key] != nil }
        if let task = classification, has(mapping["text"] ?? task.text), has(mapping["label"] ?? task.label) {
            return shape(.classification, mapping, task)
        }
        for list in ["messages", "conversations", "conversation"] {
            let key = mapping["messages"] ?? mapping["conversations"] ?? list
            guard let value = fields[key], case .array(let elements) = value else { continue }
            let isShareGPT = elements.first.map {
                if case .object(let turn) = $0 { turn["from"] != nil } else { false }
            }
            let format: RecordFormat = isShareGPT ?? (list != "messages") ? .sharegpt : .messages
            return RecordShape(
                format: format, keys: mapping.merging([format == .messages ? "messages" : "conversations": key]) { $1 })
        }
        if has(mapping["instruction"] ?? "instruction"), has(mapping["output"] ?? "output") {
            return RecordShape(format: .alpaca, keys: mapping)
        }
        for (prompt, completion) in completionKeys {
            let keys = ["prompt": mapping["prompt"] ?? prompt, "completion": mapping["completion"] ?? completion]
            if keys.values.allSatisfy(has) {
                return RecordShape(format: .promptCompletion, keys: mapping.merging(keys) { $1 })
            }
        }
        if classification == nil, let task = labelledTask(first, isTable: isTable, mapping) {
            return shape(.classification, mapping, task)
        }
        if has(mapping["text"] ?? "text") {
            let looksLabelled = has("label") || (isTable && fields.members.count > 1)
            guard !looksLabelled || classification != nil else {
                throw .missingClassification(path: first.reference.file)
            }
            guard !looksLabelled else { throw missingLabel(first, classification) }
            return RecordShape(format: .text, keys: mapping)
        }
        if isTable, classification == nil, fields.members.count > 1, mapping.isEmpty, has("label") || has("category") {
            throw .missingClassification(path: first.reference.file)
        }
        throw .unknownFormat(
            row: first.reference, keys: fields.members.map { excerpt(of: $0.key) },
            excerpt: excerpt(of: JSONValue.object(fields).encoded()))
    }

    /// Rows with one column of text and one of labels, by their usual names; outside of tables only `label` is one.
    private static func labelledTask(
        _ first: RawRecord, isTable: Bool, _ mapping: [String: String]
    ) -> ClassificationTask? {
        func only(_ names: [String]) -> String? {
            let found = names.filter { first.fields[$0] != nil }
            return found.count == 1 ? found[0] : nil
        }
        let texts = ["text", "sentence", "review", "comment"]
        let labels = isTable ? ["label", "category", "intent", "class", "sentiment", "rating"] : ["label"]
        guard let text = mapping["text"] ?? only(texts), case .string? = first.fields[text],
            let label = mapping["label"] ?? only(labels)
        else { return nil }
        switch first.fields[label] {
        case .string, .integer, .bool: return ClassificationTask(text: text, label: label)
        default: return nil
        }
    }

    /// The shape of a format that was named.
    static func named(
        _ format: RecordFormat, _ first: RawRecord, mapping: [String: String], classification: ClassificationTask?
    ) throws(DataError) -> RecordShape {
        guard format == .classification else {
            if format == .promptCompletion || format == .messages || format == .sharegpt,
                let found = try? detect(first, isTable: false, mapping: mapping, classification: nil),
                found.format == format
            {
                return found
            }
            return RecordShape(format: format, keys: mapping)
        }
        guard let task = classification else { throw .missingClassification(path: first.reference.file) }
        return shape(format, mapping, task)
    }

    private static func missingLabel(_ first: RawRecord, _ task: ClassificationTask?) -> DataError {
        let keys = first.fields.members.map(\.key)
        let missing = [task?.text, task?.label].compactMap { $0 }.first { first.fields[$0] == nil } ?? "label"
        return .missingKey(
            row: first.reference, key: missing, nearest: nearestNames(to: missing, among: keys))
    }

    private static func shape(
        _ format: RecordFormat, _ mapping: [String: String], _ task: ClassificationTask
    ) -> RecordShape {
        let keys = ["text": mapping["text"] ?? task.text, "label": mapping["label"] ?? task.label]
        return RecordShape(format: format, keys: mapping.merging(keys) { $1 })
    }
}
