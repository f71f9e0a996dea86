internal import Foundation

/// One step of cleaning, a pure value: looks at a row, and keeps, changes or drops it.
protocol CleaningStep: Sendable {
    func apply(to row: inout WorkbenchRow) -> StepOutcome
}

/// What a step did to a row.
enum StepOutcome: Sendable, Equatable {
    case unchanged
    /// Texts were changed, for this reason.
    case changed(reason: String, keys: [String])
    /// The row is not wanted, for this reason.
    case dropped(reason: String, key: String?, message: String)
}

/// Replaces whatever patterns match, in all texts but labels.
struct RewriteStep: CleaningStep {
    let patterns: [any TextPattern]

    func apply(to row: inout WorkbenchRow) -> StepOutcome {
        var keys: [String] = []
        for index in row.parts.indices where row.parts[index].speaker != .label {
            var isChanged = false
            for pattern in patterns {
                guard let (text, _) = pattern.rewritten(row.parts[index]) else { continue }
                row.replace(index, with: text)
                isChanged = true
            }
            if isChanged { keys.append(row.parts[index].path.description) }
        }
        guard !keys.isEmpty else { return .unchanged }
        return .changed(reason: patterns.map(\.code.rawValue).joined(separator: "+"), keys: keys)
    }
}

/// Puts texts into another form, such as one of Unicode's normal forms.
struct RepairStep: CleaningStep {
    let reason: String
    /// The text in its new form.
    let repair: @Sendable (TextPart) -> String

    func apply(to row: inout WorkbenchRow) -> StepOutcome {
        var keys: [String] = []
        for index in row.parts.indices where row.parts[index].speaker != .label {
            let part = row.parts[index]
            let text = repair(part)
            guard !text.utf8.elementsEqual(part.text.utf8) else { continue }
            row.replace(index, with: text)
            keys.append(part.path.description)
        }
        return keys.isEmpty ? .unchanged : .changed(reason: reason, keys: keys)
    }
}

/// Drops rows in which a rule finds something.
struct DropStep: CleaningStep {
    let rule: any RowRule

    func apply(to row: inout WorkbenchRow) -> StepOutcome {
        guard let hit = rule.hits(in: row).first else { return .unchanged }
        return .dropped(reason: hit.code.rawValue, key: hit.key, message: hit.message)
    }
}

/// Judges plain text by the rules of web corpora; they reject code, tables and short answers, so they look at the
/// answers of pairs only when asked to.
struct DocumentStep: CleaningStep {
    let filter: any DocumentFilter
    let includesAnswers: Bool

    func apply(to row: inout WorkbenchRow) -> StepOutcome {
        var changed: [String] = []
        for index in row.parts.indices {
            let part = row.parts[index]
            guard part.speaker == .document || includesAnswers && part.speaker == .answer else { continue }
            switch filter.verdict(part.text) {
            case .kept: break
            case .shortened(let text):
                row.replace(index, with: text)
                changed.append(part.path.description)
            case .rejected(let reason, let message):
                return .dropped(reason: reason, key: part.path.description, message: message)
            }
        }
        return changed.isEmpty ? .unchanged : .changed(reason: "lines_removed", keys: changed)
    }
}
