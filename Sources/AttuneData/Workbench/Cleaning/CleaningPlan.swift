internal import AttuneFormats
internal import Foundation

/// What a cleaning recipe says.
public struct CleaningPlan: Sendable, Codable, Equatable {
    /// What happens to rows that cannot be read or have no meaning.
    public enum Unusable: String, Sendable, Codable, CaseIterable {
        /// They are left out and listed.
        case drop
        /// The first of them ends the cleaning.
        case stop
    }

    /// The rules in the order in which they see a row.
    public var rules: [CleaningRule]
    /// What happens to rows that cannot be used.
    public var unusable: Unusable
    /// The format of the rows; nil finds it from the first row of each file.
    public var format: RecordFormat?
    /// The file's key for each of the format's fields that has another name there.
    public var fields: [String: String]

    /// Makes a plan.
    public init(
        rules: [CleaningRule] = [], unusable: Unusable = .drop, format: RecordFormat? = nil,
        fields: [String: String] = [:]
    ) {
        self.rules = rules
        self.unusable = unusable
        self.format = format
        self.fields = fields
    }

    /// The steps of the rules.
    ///
    /// - Throws: `CleaningError.unknownRule` for a name that the catalogue lacks.
    func steps() throws -> [(name: String, step: any CleaningStep)] {
        try rules.map { rule in
            guard let kind = CleaningCatalog.kind(rule.name) else { throw CleaningError.unknownRule(name: rule.name) }
            return (rule.name, kind.make(SettingValues(kind: kind.settings, changed: rule.settings)))
        }
    }

    /// The task of rows with labels, when the recipe says that they are such; `fields` names their keys.
    var classification: ClassificationTask? { format == .classification ? ClassificationTask() : nil }

    /// A digest of everything that decides about rows.
    func digest() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var hash = SHA256()
        hash.update(Array(try encoder.encode(self)))
        return hash.hexadecimal
    }
}
