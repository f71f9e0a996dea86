internal import AttuneText

/// What a model needs to answer a row, and what the row says the answer is.
public struct AnswerPrompt: Sendable, Equatable {
    /// The tokens before the answer.
    public let ids: [Int32]
    /// What is asked: the last message before the answer, or the prompt.
    public let question: String
    /// The answer that the row has.
    public let expected: String
    /// Where the row lies.
    public let record: RecordReference
}

extension SampleEncoder {
    /// The prompt of a row whose last turn is an answer; nil for plain text, labels and rows that end otherwise.
    ///
    /// Goes through the same template and tokenizer as training.
    ///
    /// - Throws: `DataError.rejected` when the template refuses the row.
    public func answerPrompt(_ record: Record) throws -> AnswerPrompt? {
        do throws(RowProblem) { return try answerPromptOrProblem(record) } catch {
            throw DataError.rejected(findings: [finding(error, record)], more: 0)
        }
    }

    private func answerPromptOrProblem(_ record: Record) throws(RowProblem) -> AnswerPrompt? {
        switch record.content {
        case .text, .classification: return nil
        case .completion(let prompt, let completion):
            let ids =
                try template == nil
                ? plainPrompt(prompt) : chatPrompt([ChatMessage(role: "user", content: prompt)], context)
            return AnswerPrompt(ids: ids, question: prompt, expected: completion, record: record.reference)
        case .conversation(let conversation):
            guard let template, let answer = conversation.messages.last, answer.role == "assistant",
                !answer.content.isEmpty
            else { return nil }
            let conversation = ToolText.fallback(conversation, for: template)
            var context = context
            context.tools = conversation.tools ?? context.tools
            let asked = Array(conversation.messages.dropLast())
            return AnswerPrompt(
                ids: try chatPrompt(asked, context), question: asked.last?.content ?? "", expected: answer.content,
                record: record.reference)
        }
    }

    private func plainPrompt(_ text: String) throws(RowProblem) -> [Int32] {
        var sample = RenderedSample(pieces: [TextPiece(text: text, parsesSpecials: false)], ranges: [])
        sample.addsSpecialTokens = true
        return try tokens(sample).ids
    }

    private func chatPrompt(_ messages: [ChatMessage], _ context: TemplateContext) throws(RowProblem) -> [Int32] {
        guard let template else { return [] }
        let chat: RenderedChat
        do throws(TemplateError) {
            chat = try template.render(messages, addsGenerationPrompt: true, context: context)
        } catch { throw RowProblem(refusedBy: error) }
        return try tokens(RenderedSample(chat, ranges: [])).ids
    }
}
