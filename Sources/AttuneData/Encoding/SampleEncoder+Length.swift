internal import AttuneText

extension SampleEncoder {
    /// Applies the limit on the length, then asks for a token that counts.
    func fit(_ samples: [EncodedSample], _ record: Record) throws(RowProblem) -> EncodingOutcome {
        guard let limit = options.maxLength, let longest = samples.map(\.ids.count).max(), longest > limit else {
            try checkSupervision(samples, record)
            return .samples(samples, action: nil)
        }
        let problem = RowProblem(
            .overlong, "max_length", "\(longest) tokens are more than max_length \(limit)", size: longest)
        switch (options.onOverlong, record.content) {
        case (.drop, _): return .dropped(finding(problem, record))
        case (.truncate, .classification(let text, let label)):
            let sample = try shortened(text: text, label: label, limit, record.reference)
            return .samples([sample], action: .truncated)
        case (.truncate, _): return truncated(samples, limit, record)
        case (.split, .text): return .samples(samples.flatMap { pieces($0, limit) }, action: .split)
        case (.error, _), (.split, _): throw problem
        }
    }

    private func checkSupervision(_ samples: [EncodedSample], _ record: Record) throws(RowProblem) {
        guard !samples.contains(where: { $0.supervisedCount > 0 }) else { return }
        guard record.content.hasOnlyReadAnswers else {
            throw RowProblem(.noSupervisedToken, "loss_on", "no token of the row counts in the loss")
        }
        throw RowProblem(.noSupervisedToken, "weight", "the answers have the weight 0, so nothing is learned")
    }

    /// Cuts the ends off; a row that has nothing left to learn is dropped and listed.
    private func truncated(_ samples: [EncodedSample], _ limit: Int, _ record: Record) -> EncodingOutcome {
        let cut = samples.map { slice($0, 0..<min($0.ids.count, limit)) }
        let useful = cut.filter { $0.supervisedCount > 0 }
        guard useful.isEmpty else { return .samples(useful, action: .truncated) }
        let problem = RowProblem(
            .noSupervisedToken, "max_length", "the first \(limit) tokens hold nothing to learn")
        return .dropped(finding(problem, record))
    }

    private func pieces(_ sample: EncodedSample, _ limit: Int) -> [EncodedSample] {
        stride(from: 0, to: sample.ids.count, by: limit).map { start in
            slice(sample, start..<min(start + limit, sample.ids.count))
        }
        .filter { $0.supervisedCount > 0 }
    }

    private func slice(_ sample: EncodedSample, _ range: Range<Int>) -> EncodedSample {
        var slice = EncodedSample(
            ids: Array(sample.ids[range]), weights: Array(sample.weights[range]), text: sample.text,
            record: sample.record)
        (slice.losesAnswer, slice.hasToolText) = (sample.losesAnswer, sample.hasToolText)
        return slice
    }

    /// Shortens only the text to judge, until instruction, text and label fit together.
    private func shortened(
        text: String, label: String, _ limit: Int, _ reference: RecordReference
    ) throws(RowProblem) -> EncodedSample {
        let kept = try shortenedText(text, label: label, limit: limit)
        return try encode(try renderClassification(text: kept, label: label), reference)
    }

    /// The longest beginning of a text with which the rendered row has at most `limit` tokens.
    ///
    /// The text is cut at the end of one of its own tokens; since tokens may merge differently beside the rest of the
    /// prompt, the cut moves until the whole row fits.
    func shortenedText(_ text: String, label: String, limit: Int) throws(RowProblem) -> String {
        let bytes = Array(text.utf8)
        let ends = try tokens(RenderedSample(pieces: [.init(text: text, parsesSpecials: false)], ranges: [])).ends
        var kept = ends.count
        var candidate = text
        while true {
            let rendered = try renderClassification(text: candidate, label: label)
            let count = try encode(rendered, RecordReference(file: "", line: 0)).ids.count
            guard count > limit else { return candidate }
            kept = min(kept - 1, kept - (count - limit))
            guard kept > 0 else {
                throw RowProblem(.overlong, "max_length", "instruction and label alone are longer than max_length")
            }
            var end = ends[kept - 1]
            while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            candidate = String(decoding: bytes[..<end], as: UTF8.self)
        }
    }
}

extension Record.Content {
    /// Whether there are answers with the weight 0 and none that is learned.
    fileprivate var hasOnlyReadAnswers: Bool {
        guard case .conversation(let conversation) = self else { return false }
        let answers = conversation.messages.filter { $0.role == "assistant" }
        return !answers.isEmpty && answers.allSatisfy(\.isOnlyRead)
    }
}
