internal import AttuneData
internal import AttuneFormats
internal import AttuneModels
internal import AttuneText

/// Rows that a model answers in its own words, with what reads and ends the answers.
struct AnswerSet: Sendable {
    let prompts: [AnswerPrompt]
    let maxTokens: Int
    let endTokens: Set<Int32>
    let tokenizer: Tokenizer
    /// What people should know about the choice of rows; nil when all are answered.
    let notice: String?

    /// At most `rows` of the prompts, spread evenly over all.
    init(_ prompts: [AnswerPrompt], rows: Int, maxTokens: Int, bundle: ModelBundle) throws {
        let count = min(rows, prompts.count)
        self.prompts = (0..<count).map { prompts[$0 * prompts.count / count] }
        self.maxTokens = maxTokens
        endTokens = bundle.endTokens
        tokenizer = bundle.tokenizer.tokenizer
        notice =
            count < prompts.count
            ? "Answers are written for \(count) of \(prompts.count) rows that have one, spread evenly." : nil
        let context = bundle.source.configuration.contextLength
        for prompt in self.prompts where prompt.ids.count + maxTokens > context {
            throw EvaluationError.noRoomForAnswer(
                place: "\(prompt.record)", prompt: prompt.ids.count, answer: maxTokens, context: context)
        }
    }
}

extension Evaluator {
    /// Answers every prompt greedily; `progress` hears the share that is done.
    func answers(_ set: AnswerSet, progress: (Double) throws -> Void = { _ in }) throws -> [WrittenAnswer] {
        let memory = ContextMemory(model)
        return try set.prompts.enumerated().map { index, prompt in
            let written = try model.generate(
                prompt.ids, maxTokens: set.maxTokens, endTokens: set.endTokens, memory: memory)
            try progress(Double(index + 1) / Double(set.prompts.count))
            return WrittenAnswer(
                place: "\(prompt.record)", question: prompt.question, expected: prompt.expected,
                answer: set.tokenizer.decode(written.ids, skipsSpecials: true), isCut: written.reason == .length)
        }
    }
}
