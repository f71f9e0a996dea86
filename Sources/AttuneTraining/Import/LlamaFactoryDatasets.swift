internal import AttuneJSON
internal import Foundation

/// Finds the files behind LLaMA-Factory's names of data sets, in `dataset_info.json`.
enum LlamaFactoryDatasets {
    private static let mostBytes = 16 << 20

    /// Turns a list of names, separated by commas, into sources; what cannot be found is noted for a person.
    static func read(_ value: ForeignValue, into draft: inout ImportDraft) {
        let names = value.text.isEmpty ? value.listed : value.text.components(separatedBy: ",")
        let folder = draft.values["dataset_dir"]?.text ?? "data"
        let table = entries(folder, draft)
        let isValidation = value.key == "eval_dataset"
        for (index, name) in names.map({ $0.trimmingCharacters(in: .whitespaces) }).enumerated() {
            let source = isValidation ? "data.validation" : "data.train.\(index)"
            guard !isValidation || index == 0 else {
                draft.note("data.validation takes one source; add the rows of \(name) to its file")
                continue
            }
            guard let table, case .object(let entry)? = table[name] else {
                draft.set(source + ".path", value, text: name)
                let reason =
                    table == nil ? "\(folder)/dataset_info.json was not found" : "dataset_info.json does not have it"
                draft.note("put the path of the file of \(name) under \(source).path; \(reason)")
                continue
            }
            read(name, entry, folder, source, value, &draft)
        }
    }

    private static func read(
        _ name: String, _ entry: JSONObject, _ folder: String, _ source: String, _ value: ForeignValue,
        _ draft: inout ImportDraft
    ) {
        guard case .string(let file)? = entry["file_name"] else {
            draft.set(source + ".path", value, text: name)
            return draft.note("\(name) lies on a hub; download it and put the path of its file under \(source).path")
        }
        let path = draft.existing(folder + "/" + file) ?? folder + "/" + file
        draft.set(source + ".path", value, text: path)
        let isShared = entry["formatting"] == .string("sharegpt")
        let roles = LlamaFactoryTags(entry["tags"])
        draft.set(source + ".format", value, as: isShared ? (roles.isOpenAI ? "messages" : "sharegpt") : "alpaca")
        if !roles.isKnown {
            draft.note("the tags of \(name) are not those of ShareGPT or OpenAI; rename them in its rows")
        }
        guard case .object(let columns)? = entry["columns"] else { return }
        let names = ["prompt": "instruction", "query": "input", "response": "output", "messages": roles.listName]
        for member in columns.members {
            guard case .string(let column) = member.value else { continue }
            let field = names[member.key] ?? member.key
            guard field != column else { continue }
            guard ["instruction", "input", "output", "system", "history", "tools", roles.listName].contains(field)
            else {
                draft.note("Attune has no use for the column \(member.key) of \(name)")
                continue
            }
            draft.set("\(source).fields.\(field)", value, text: column)
        }
    }

    private static func entries(_ folder: String, _ draft: ImportDraft) -> JSONObject? {
        guard let path = draft.existing(folder + "/dataset_info.json"),
            let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: mostBytes),
            case .object(let object)? = try? JSONParser.parse(Array(data))
        else { return nil }
        return object
    }
}

/// The words by which rows of a data set name speaker and text.
private struct LlamaFactoryTags {
    let isOpenAI: Bool
    let isKnown: Bool
    var listName: String { isOpenAI ? "messages" : "conversations" }

    init(_ tags: JSONValue?) {
        guard case .object(let tags)? = tags else {
            (isOpenAI, isKnown) = (false, true)
            return
        }
        let pair = [tags["role_tag"] ?? .string("from"), tags["content_tag"] ?? .string("value")]
        isOpenAI = pair == [.string("role"), .string("content")]
        isKnown = isOpenAI || pair == [.string("from"), .string("value")]
    }
}
