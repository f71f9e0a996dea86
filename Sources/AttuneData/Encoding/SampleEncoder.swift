public import AttuneText

/// What became of a record.
public enum EncodingOutcome: Sendable, Equatable {
    /// One sample, or several; `action` says whether the row was changed for it.
    case samples([EncodedSample], action: DataManifest.Action?)
    /// The row is left out, as the options ask.
    case dropped(Finding)
    /// The row cannot be used.
    case rejected(Finding)
}

/// Turns records into token ids and loss weights.
///
/// There is one way from a conversation to ids: the chat template, then the tokenizer over the template's pieces. Training,
/// evaluation and rendering for people all take it. Special tokens typed into the data stay plain text.
public struct SampleEncoder: Sendable {
    /// The tokenizer.
    public let tokenizer: Tokenizer
    /// The chat template; nil for a model without one.
    public let template: ChatTemplate?
    /// What the template sees beside the messages.
    public let context: TemplateContext
    /// How records become samples.
    public let options: EncodingOptions
    let specialTexts: [String]

    /// Makes an encoder.
    ///
    /// - Throws: `DataError.outOfRange` when an option cannot be used.
    public init(
        tokenizer: Tokenizer, template: ChatTemplate?, context: TemplateContext = TemplateContext(),
        options: EncodingOptions = EncodingOptions()
    ) throws {
        if let limit = options.maxLength, limit < 2 || limit >= Int(Int32.max) {
            throw DataError.outOfRange(key: "data.max_length", value: "\(limit)")
        }
        if case .promptWeight(let weight) = options.lossOn, !(weight >= 0 && weight <= 1) {
            throw DataError.outOfRange(key: "data.loss_on.prompt_weight", value: "\(weight)")
        }
        self.tokenizer = tokenizer
        self.template = template
        self.context = context
        self.options = options
        specialTexts = tokenizer.specialTokens.map(\.content)
    }

    /// The samples of a record, or why there are none.
    public func encode(_ record: Record) -> EncodingOutcome {
        do throws(RowProblem) {
            let rendered = try render(record)
            var samples: [EncodedSample] = []
            for sample in rendered { samples.append(try encode(sample, record.reference)) }
            // Of a conversation with a sample for each answer, those of answers that are only read are not needed.
            if samples.count > 1 { samples.removeAll { $0.supervisedCount == 0 } }
            return try fit(samples, record)
        } catch {
            return .rejected(finding(error, record))
        }
    }

    /// Ids and weights of one rendered text.
    func encode(_ sample: RenderedSample, _ reference: RecordReference) throws(RowProblem) -> EncodedSample {
        let encoding = try tokens(sample)
        var weights = weights(encoding, sample)
        var ids = encoding.ids
        if sample.endsWithEndToken, let end = tokenizer.endToken, ids.last != end {
            ids.append(end)
            weights.append(1)
        }
        var encoded = EncodedSample(ids: ids, weights: weights, text: sample.text, record: reference)
        encoded.losesAnswer = sample.losesAnswer
        encoded.hasToolText = sample.hasToolText
        return encoded
    }

    func tokens(_ sample: RenderedSample) throws(RowProblem) -> Encoding {
        do { return try tokenizer.encode(sample.pieces, addsSpecialTokens: sample.addsSpecialTokens) } catch {
            throw RowProblem(.tokenizerRefused, "text", "\(error)")
        }
    }

    /// A token counts when its first byte, the end of the token before it, lies in a supervised range.
    private func weights(_ encoding: Encoding, _ sample: RenderedSample) -> [Float] {
        let background: Float =
            switch options.lossOn {
            case _ where sample.isFullySupervised: 1
            case .all: 1
            case .promptWeight(let weight): Float(weight)
            case .assistant, .last: 0
            }
        var weights = [Float](repeating: 0, count: encoding.ids.count)
        var learned = RangeCursor(options.lossOn == .last ? sample.ranges.suffix(1) : sample.ranges[...])
        var unlearned = RangeCursor(sample.unlearned[...])
        var start = 0
        for index in weights.indices {
            if start >= sample.countedFrom { weights[index] = background }
            if learned.contains(start) { weights[index] = 1 }
            if unlearned.contains(start) { weights[index] = 0 }
            start = encoding.ends[index]
        }
        return weights
    }

    func finding(_ problem: RowProblem, _ record: Record) -> Finding {
        Finding(
            problem.code, record.reference, key: problem.key, message: problem.message,
            excerpt: excerpt(of: record.content.beginning), size: problem.size)
    }
}

/// Says for rising offsets whether they lie in one of several ranges, which are in order.
private struct RangeCursor {
    private var ranges: ArraySlice<Range<Int>>

    init(_ ranges: ArraySlice<Range<Int>>) { self.ranges = ranges }

    mutating func contains(_ offset: Int) -> Bool {
        while let first = ranges.first, first.upperBound <= offset { ranges.removeFirst() }
        return ranges.first?.contains(offset) ?? false
    }
}

extension Record.Content {
    /// The text to know a record by.
    var beginning: String {
        switch self {
        case .conversation(let conversation): conversation.messages.first?.content ?? ""
        case .completion(let prompt, _): prompt
        case .text(let text), .classification(let text, _): text
        }
    }
}
