internal import AttuneText

extension RowProblem {
    /// What the chat template refused, as a part of the sentence that names the row.
    init(refusedBy error: TemplateError) {
        let words = error.problem
        self.init(.templateRefused, "messages", words.hasSuffix(".") ? String(words.dropLast()) : words)
    }
}

extension SampleEncoder {
    /// The texts of a record: one, or one for each turn where the template does not write stable prefixes.
    func render(_ record: Record) throws(RowProblem) -> [RenderedSample] {
        switch record.content {
        case .text(let text): [plainText(text)]
        case .conversation(let conversation): try render(conversation)
        case .completion(let prompt, let completion):
            template == nil
                ? [plainCompletion(prompt, completion)] : try render(Self.exchange(prompt, completion))
        case .classification(let text, let label): [try renderClassification(text: text, label: label)]
        }
    }

    /// The one text of a row with a label.
    func renderClassification(text: String, label: String) throws(RowProblem) -> RenderedSample {
        let prompt = (options.classification ?? ClassificationTask()).prompt(text: text)
        if template == nil { return plainCompletion(prompt + "\n", label) }
        let samples = try render(Self.exchange(prompt, label))
        guard let sample = samples.first, samples.count == 1 else {
            throw RowProblem(.templateRefused, "text", "the chat template gives no single text")
        }
        return sample
    }

    private func render(_ conversation: Conversation) throws(RowProblem) -> [RenderedSample] {
        guard let template else {
            throw RowProblem(.templateRefused, "messages", "the model has no chat template for conversations")
        }
        var context = context
        let shown = ToolText.fallback(conversation, for: template)
        context.tools = shown.tools ?? context.tools
        let rendering: TrainingRendering
        do throws(TemplateError) {
            rendering = try template.renderForTraining(
                shown.messages, specialTokens: specialTexts, context: context)
        } catch {
            throw RowProblem(refusedBy: error)
        }
        var samples: [RenderedSample]
        switch rendering {
        case .whole(let chat, let turns): samples = [whole(chat, turns, of: shown.messages)]
        case .notPrefixStable(let turns): samples = separated(turns, of: shown.messages)
        }
        let hasToolText = shown != conversation
        for index in samples.indices { samples[index].hasToolText = hasToolText }
        return samples
    }

    /// One sample for all turns of the assistant.
    private func whole(_ chat: RenderedChat, _ turns: [AssistantTurn], of messages: [ChatMessage]) -> RenderedSample {
        var sample = RenderedSample(chat, ranges: turns.map(\.range))
        sample.unlearned = turns.filter { Self.isOnlyRead($0.messageIndex, of: messages) }.map(\.range)
        let shown = options.lossOn == .last ? turns.suffix(1) : turns[...]
        sample.losesAnswer = shown.contains { turn in
            !Self.isOnlyRead(turn.messageIndex, of: messages) && chat.loses(turn.messageIndex, of: messages)
        }
        return sample
    }

    private static func isOnlyRead(_ index: Int?, of messages: [ChatMessage]) -> Bool {
        guard let index, messages.indices.contains(index) else { return false }
        return messages[index].isOnlyRead
    }

    /// One sample for each turn of the assistant, as the model meets it: after the turns before in their later form.
    ///
    /// Where more than the turns count, each stretch counts in the first sample that has it.
    private func separated(_ turns: [TurnRendering], of messages: [ChatMessage]) -> [RenderedSample] {
        let samples = turns.map { turn in
            var sample = RenderedSample(turn.chat, ranges: [turn.turn.range])
            let index = turn.turn.messageIndex
            let isLearned = !Self.isOnlyRead(index, of: messages)
            let earlier = messages.indices.filter { $0 != index && messages[$0].isOnlyRead }
            sample.unlearned = earlier.compactMap(turn.chat.range) + (isLearned ? [] : [turn.turn.range])
            sample.losesAnswer = isLearned && turn.chat.loses(index, of: messages)
            return sample
        }
        guard options.lossOn != .last else { return samples.suffix(1) }
        var previous = ""
        return samples.map { sample in
            var sample = sample
            let text = sample.text
            sample.countedFrom = zip(previous.utf8, text.utf8).prefix { $0 == $1 }.count
            previous = text
            return sample
        }
    }

    private func plainText(_ text: String) -> RenderedSample {
        var sample = RenderedSample(pieces: [TextPiece(text: text, parsesSpecials: false)], ranges: [])
        sample.addsSpecialTokens = true
        sample.endsWithEndToken = true
        sample.isFullySupervised = true
        return sample
    }

    private func plainCompletion(_ prompt: String, _ completion: String) -> RenderedSample {
        let start = prompt.utf8.count
        var sample = RenderedSample(
            pieces: [prompt, completion].map { TextPiece(text: $0, parsesSpecials: false) },
            ranges: [start..<(start + completion.utf8.count)])
        sample.addsSpecialTokens = true
        sample.endsWithEndToken = true
        return sample
    }

    private static func exchange(_ prompt: String, _ answer: String) -> Conversation {
        Conversation(messages: [
            ChatMessage(role: "user", content: prompt), ChatMessage(role: "assistant", content: answer),
        ])
    }
}
