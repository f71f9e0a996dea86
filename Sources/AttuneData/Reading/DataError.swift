public import AttuneErrors

/// Why data cannot be read or used.
public enum DataError: RemediedError, Equatable {
    /// There is no such file.
    case notFound(path: String)
    /// The file system refused.
    case unreadable(path: String, reason: String)
    /// The file is compressed or in another encoding.
    case notPlainText(path: String, found: String)
    /// The file is gzip, but damaged or cut off.
    case brokenGzip(path: String, reason: String)
    /// The file is Zstandard, but damaged or cut off.
    case brokenZstandard(path: String, reason: String)
    /// The file is Zstandard, and unpacking it takes more memory than is allowed.
    case largeZstandardWindow(path: String, bytes: UInt64, most: Int)
    /// The file's name has no known ending.
    case unknownFileType(path: String)
    /// The file has no record.
    case noRecords(path: String)
    /// A quoted field never ends.
    case unclosedQuote(path: String, line: Int, row: Int, excerpt: String)
    /// The header of a table cannot be used.
    case badHeader(path: String, reason: String)
    /// A JSON file is not an array of records, or breaks off.
    case brokenArray(path: String, line: Int, column: Int, reason: String, excerpt: String)
    /// The first record has the keys of no known format.
    case unknownFormat(row: RecordReference, keys: [String], excerpt: String)
    /// A field mapping or the classification block names a key that the file does not have.
    case missingKey(row: RecordReference, key: String, nearest: [String])
    /// A field mapping gives a name to a field that the format does not have.
    case unknownField(name: String, format: String, known: [String])
    /// The format needs settings that are not there.
    case missingClassification(path: String)
    /// The classification block contradicts itself.
    case badClassification(reason: String)
    /// Rows that cannot be used, the first of them, and how many more were seen.
    case rejected(findings: [Finding], more: Int)
    /// A number of the recipe is not usable.
    case outOfRange(key: String, value: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .notFound(let path): "\(path): there is no such file."
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .notPlainText(let path, let found): "\(path) is \(found), not UTF-8 text."
        case .brokenGzip(let path, let reason): "\(path): the gzip data cannot be unpacked: \(reason)."
        case .brokenZstandard(let path, let reason): "\(path): the Zstandard data cannot be unpacked: \(reason)."
        case .largeZstandardWindow(let path, let bytes, let most):
            "\(path): the Zstandard data refers back \(bytes >> 20) MiB, more than \(most >> 20) MiB."
        case .unknownFileType(let path): "\(path): the ending of the name is none of \(FileType.endings)."
        case .noRecords(let path): "\(path) has no record."
        case .unclosedQuote(let path, let line, let row, let excerpt):
            "\(path):\(line): the quote that opens in row \(row) never closes: \(excerpt)"
        case .badHeader(let path, let reason): "\(path):1: the header cannot be used: \(reason)."
        case .brokenArray(let path, let line, let column, let reason, let excerpt):
            "\(path):\(line):\(column): \(reason): \(excerpt)"
        case .unknownFormat(let row, let keys, let excerpt):
            "\(row): the keys \(keys.joined(separator: ", ")) belong to no known format: \(excerpt)"
        case .missingKey(let row, let key, _): "\(row): there is no field named \(key)."
        case .unknownField(let name, let format, _): "fields: the format \(format) has no field named \(name)."
        case .missingClassification(let path): "\(path): a classification source needs data.classification."
        case .badClassification(let reason): "data.classification: \(reason)."
        case .rejected(let findings, let more): Self.listing(findings, more)
        case .outOfRange(let key, let value): "\(key) is \(value), which is out of range."
        }
    }

    /// The data is wrong, unless the recipe is.
    public var failureKind: FailureKind {
        switch self {
        case .unknownField, .missingClassification, .badClassification, .outOfRange: .usage
        default: .data
        }
    }

    private static func listing(_ findings: [Finding], _ more: Int) -> String {
        let lines = findings.map { "\($0) [\($0.code.rawValue)]" }
        let rest = more > 0 ? ["and \(more) more."] : []
        return (lines + rest).joined(separator: "\n")
    }
}

extension DataError {
    /// What to do about it.
    public var remedy: String {
        switch self {
        case .notFound: "Check the path; relative paths start at the folder of the recipe."
        case .unreadable: "Check the path and the permissions."
        case .notPlainText(_, let found):
            found == "UTF-16" ? "Convert the file to UTF-8." : "Unpack or convert the file first."
        case .brokenGzip: "Pack or fetch the file again; gzip -t checks it."
        case .brokenZstandard: "Pack or fetch the file again; zstd --test checks it."
        case .largeZstandardWindow: "Pack the file again with a smaller window: zstd --long=27 or less."
        case .unknownFileType: "Rename the file, or convert it to JSON Lines."
        case .noRecords: "Check that this is the right file."
        case .unclosedQuote: "Close the quote; inside a quoted field, write a quote as two quotes."
        case .badHeader: "The first line must name each column once."
        case .brokenArray: "Repair the file; a JSON file is one array of objects, a JSON Lines file one object a line."
        case .unknownFormat(_, let keys, _): Self.naming(keys)
        case .missingKey(_, _, let nearest):
            nearest.isEmpty ? "Name a field that the file has." : "Closest names: \(nearest.joined(separator: ", "))."
        case .unknownField(_, _, let known): "Its fields are \(known.joined(separator: ", "))."
        case .missingClassification: "Add data.classification: { text: ..., label: ..., instruction: ... }."
        case .badClassification: "Correct data.classification in the recipe."
        case .rejected(let findings, _): Self.remedy(for: findings)
        case .outOfRange(let key, _): "Correct \(key) in the recipe."
        }
    }

    /// How a recipe and the command line name fields, with the file's own two keys where it has two.
    private static func naming(_ keys: [String]) -> String {
        guard !Set(keys).isSuperset(of: ["chosen", "rejected"]) else {
            return
                "Attune does not train on preferences; to learn the chosen answers, set fields: "
                + "{ prompt: prompt, completion: chosen } beside the path in a recipe."
        }
        let isPlain =
            keys.count == 2 && keys.joined().unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" }
        let (prompt, completion) = isPlain ? (keys[0], keys[1]) : ("question", "answer")
        return
            "Say what the keys mean: fields: { prompt: \(prompt), completion: \(completion) } beside the path "
            + "in a recipe, --field prompt=\(prompt) --field completion=\(completion) on the command line."
    }

    private static func remedy(for findings: [Finding]) -> String {
        switch findings.first?.code {
        case .overlong:
            "Raise data.max_length (on the command line --max-length), or set data.on_overlong to drop, truncate or, "
                + "for text, split."
        case .noSupervisedToken: "Give each row an answer to learn from, or set data.loss_on."
        case .unknownLabel: "Correct the label, or add it to data.classification.labels."
        case .templateRefused:
            "Change the rows, or the model's chat_template.jinja; a model without one takes prompts and completions. A "
                + "template that asks for the date needs data.date."
        default: "Correct these rows; `attune data check` counts all of them."
        }
    }
}
