internal import AttuneJSON

/// The steps applied to a row: a pure value, so that all cores can work.
struct RowCleaning: Sendable {
    /// What one rule did to a row.
    struct Note: Sendable {
        let action: String
        let rule: String
        let reason: String
        let keys: [String]
        let message: String?
    }

    /// A row and what became of it.
    struct Result: Sendable {
        let reference: RecordReference
        /// The row to write; nil for one that is dropped.
        let line: [UInt8]?
        let notes: [Note]
        /// Why the row cannot be used, when that is so.
        let finding: Finding?
    }

    let steps: [(name: String, step: any CleaningStep)]

    /// What becomes of a row.
    func clean(_ row: StreamRow) -> Result {
        switch row.outcome {
        case .finding(let finding): return unusable(finding)
        case .row(let interpreted):
            guard let shape = row.shape else {
                return Result(reference: interpreted.record.reference, line: row.line, notes: [], finding: nil)
            }
            return clean(WorkbenchRow(interpreted, shape: shape), original: row.line)
        }
    }

    private func clean(_ row: WorkbenchRow, original: [UInt8]?) -> Result {
        var row = row
        var notes: [Note] = []
        for (name, step) in steps {
            let before = row.parts
            switch step.apply(to: &row) {
            case .unchanged: break
            case .changed(let reason, let keys):
                notes.append(Note(action: "changed", rule: name, reason: reason, keys: keys, message: nil))
                if let empty = row.emptied(since: before) {
                    return dropped(row, name, "emptied", key: empty, "nothing is left of the text")
                }
            case .dropped(let reason, let key, let message): return dropped(row, name, reason, key: key, message)
            }
        }
        if notes.isEmpty, let original {
            return Result(reference: row.reference, line: original, notes: [], finding: nil)
        }
        if let key = row.fields.members.first(where: { $0.value.holdsWideInteger })?.key {
            let message = "a whole number has more digits than 64 bits hold, so the row cannot be written anew"
            return dropped(row, notes.first?.rule ?? "read", "wide_integer", key: key, message)
        }
        return Result(
            reference: row.reference, line: Array(JSONValue.object(row.fields).encoded().utf8), notes: notes,
            finding: nil)
    }

    private func dropped(
        _ row: WorkbenchRow, _ rule: String, _ reason: String, key: String?, _ message: String?
    ) -> Result {
        let drop = Note(action: "dropped", rule: rule, reason: reason, keys: key.map { [$0] } ?? [], message: message)
        return Result(reference: row.reference, line: nil, notes: [drop], finding: nil)
    }

    private func unusable(_ finding: Finding) -> Result {
        let note = Note(
            action: "dropped", rule: "read", reason: finding.code.rawValue, keys: finding.key.map { [$0] } ?? [],
            message: finding.message)
        return Result(reference: finding.record, line: nil, notes: [note], finding: finding)
    }
}

extension WorkbenchRow {
    /// The path of a text that is blank now, was not before, and that its row needs.
    fileprivate func emptied(since before: [TextPart]) -> String? {
        zip(before, parts).first { before, part in
            !part.isOptional && part.speaker != .tool && isBlank(part.text) && !isBlank(before.text)
        }?.1.path.description
    }
}

extension JSONValue {
    /// Whether a whole number anywhere in the value is beyond 64 bits: read as a floating-point number, it may have lost
    /// digits.
    fileprivate var holdsWideInteger: Bool {
        switch self {
        case .number(let number): abs(number) >= 0x1p63
        case .array(let elements): elements.contains(where: \.holdsWideInteger)
        case .object(let object): object.members.contains { $0.value.holdsWideInteger }
        case .null, .bool, .integer, .string: false
        }
    }
}
