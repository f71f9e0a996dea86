internal import AttuneJSON

/// Everything that is asked of a row alone: a pure value, so that all cores can ask.
struct RowExamination: Sendable {
    let rules: [any RowRule]
    let model: ModelRule?
    /// Whether rows about two parties are made ready for a model to compare.
    let comparesParties: Bool
    let fingerprinter: RowFingerprinter
    let languages: LanguageIdentifier?

    /// The fields that name the source of a row, by convention.
    private static let sourceFields = ["source", "dataset", "origin", "subset"]

    /// What a row of a stream is.
    func digest(_ row: StreamRow) -> RowDigest {
        switch row.outcome {
        case .finding(let finding): return RowDigest(reference: finding.record, findings: [finding], content: nil)
        case .row(let interpreted):
            guard let shape = row.shape else {
                return RowDigest(reference: interpreted.record.reference, findings: [], content: nil)
            }
            return digest(WorkbenchRow(interpreted, shape: shape), interpreted.record)
        }
    }

    private func digest(_ row: WorkbenchRow, _ record: Record) -> RowDigest {
        let hits = rules.flatMap { $0.hits(in: row) }.map { $0.finding(row.reference) }
        let findings = hits + (model?.findings(record, row) ?? [])
        let whole = record.content.texts.whole
        let content = RowDigest.Content(
            fingerprint: fingerprinter.fingerprint(whole), exchange: Self.keys(row) { $0 },
            neutral: Self.neutralKeys(row), swap: comparesParties ? model?.partySwap(record) : nil,
            measures: measures(row, record.content), excerpt: excerpt(of: whole))
        return RowDigest(reference: row.reference, findings: findings, content: content)
    }

    private static func keys(
        _ row: WorkbenchRow, _ form: (String) -> String
    ) -> (prompt: RowKey, answer: RowKey)? {
        row.exchange.map { prompt, answer in
            (RowKey(form(prompt.map(\.text).joined(separator: "\u{1E}"))), RowKey(form(answer.text)))
        }
    }

    private static func neutralKeys(_ row: WorkbenchRow) -> (prompt: RowKey, answer: RowKey)? {
        guard row.parts.contains(where: \.namesParty) else { return nil }
        return keys(row) { PartyNames.neutral($0) ?? $0 }
    }

    private func measures(_ row: WorkbenchRow, _ content: Record.Content) -> RowMeasures {
        RowMeasures(
            label: row.label, source: Self.source(row.fields),
            promptCharacters: row.text(of: .prompt, .system, .tool).scalarCount,
            answerCharacters: row.text(of: .answer, .document, .label).scalarCount, script: content.script,
            language: languages?.language(of: content), bytes: row.byteCount)
    }

    private static func source(_ fields: JSONObject) -> String? {
        for name in sourceFields {
            if case .string(let text)? = fields[name], text.utf8.count <= 80 { return text }
        }
        return nil
    }
}
