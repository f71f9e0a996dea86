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
        var findings: [Finding] = []
        for index in rules.indices { findings += rules[index].hits(in: row).map { $0.finding(row.reference) } }
        if let model { findings += model.findings(record, row) }
        let texts = record.content.texts
        let exchange = row.exchangeTexts
        let keys = exchange.map { RowTexts.Keys($0) }
        // Most rows are one exchange and nothing else: its keys are those of the row.
        let isExchange = exchange.map { texts.hasSameBytes(as: $0) } ?? false
        let content = RowDigest.Content(
            fingerprint: fingerprinter.fingerprint(texts, keys: isExchange ? keys : nil), exchange: keys,
            neutral: exchange.flatMap { Self.neutralKeys(row, $0) },
            swap: comparesParties ? model?.partySwap(record) : nil, measures: measures(row, record.content),
            texts: texts)
        return RowDigest(reference: row.reference, findings: findings, content: content)
    }

    private static func neutralKeys(_ row: WorkbenchRow, _ exchange: RowTexts) -> RowTexts.Keys? {
        guard row.parts.contains(where: \.namesParty) else { return nil }
        return RowTexts.Keys(exchange) { PartyNames.neutral($0) ?? $0 }
    }

    private func measures(_ row: WorkbenchRow, _ content: Record.Content) -> RowMeasures {
        let spoken = content.spokenText
        return RowMeasures(
            label: row.label, source: Self.source(row.fields),
            promptCharacters: row.characters { $0.isAsking },
            answerCharacters: row.characters { !$0.isAsking }, script: WritingScript(of: spoken),
            language: languages?.language(of: spoken), bytes: row.byteCount)
    }

    private static func source(_ fields: JSONObject) -> String? {
        for name in sourceFields {
            if case .string(let text)? = fields[name], text.utf8.count <= 80 { return text }
        }
        return nil
    }
}
