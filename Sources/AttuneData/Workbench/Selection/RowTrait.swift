internal import AttuneErrors
internal import AttuneJSON

/// What rows are sorted by: where they come from, what they are in, or what a field of theirs says.
public enum RowTrait: Sendable {
    /// The label of a classification row.
    case label
    /// The language of what is learned.
    case language(LanguageIdentifier)
    /// The script that most letters of what is learned are in.
    case script
    /// The file or folder that was named.
    case source
    /// The value of one of the file's fields.
    case field(String)

    /// The class of a row without letters, or whose language is not sure.
    public static let undetermined = "undetermined"

    /// The name in manifests and reports.
    public var name: String {
        switch self {
        case .label: "label"
        case .language: "language"
        case .script: "script"
        case .source: "source"
        case .field(let field): field
        }
    }

    /// A row's class.
    ///
    /// - Parameters:
    ///   - row: the row.
    ///   - source: the name of the source that it comes from.
    /// - Returns: the class.
    /// - Throws: `WorkbenchError.missingField` when the row lacks the field or the label.
    public func value(of row: InterpretedRow, source: String) throws -> String {
        switch self {
        case .source: return source
        case .script: return WritingScript(of: row.record.content.spokenText)?.rawValue ?? Self.undetermined
        case .language(let identifier):
            return identifier.language(of: row.record.content.spokenText) ?? Self.undetermined
        case .label:
            guard let label = row.record.content.label else { throw Self.missing("label", row) }
            return label
        case .field(let field):
            switch row.fields[field] {
            case nil: throw Self.missing(field, row)
            case .string(let text): return text
            case .some(let value): return value.encoded()
            }
        }
    }

    private static func missing(_ field: String, _ row: InterpretedRow) -> WorkbenchError {
        let keys = row.fields.members.map(\.key)
        let nearest = nearestNames(to: field, among: keys)
        return .missingField(
            field: field, row: row.record.reference,
            nearest: (nearest.isEmpty ? Array(keys.prefix(8)) : nearest).map { excerpt(of: $0) })
    }
}

/// Numbers for names, in the order in which the names come up.
struct NameTable {
    private(set) var names: [String] = []
    private var numbers: [[UInt8]: Int] = [:]

    /// The number of a name, new if need be.
    mutating func number(of name: String) -> Int {
        let bytes = Array(name.utf8)
        if let number = numbers[bytes] { return number }
        numbers[bytes] = names.count
        names.append(name)
        return names.count - 1
    }
}
