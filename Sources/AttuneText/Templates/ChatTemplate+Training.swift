extension ChatTemplate {
    /// The conversation with the bytes of every assistant turn.
    ///
    /// Templates with `generation` blocks say themselves what the assistant writes. For others the turn is found by
    /// rendering prefixes: what the messages up to the turn add to the prompt before it, as far as the last special
    /// token; a line break after that does not count. A first message by the assistant has no prompt before it and
    /// starts with its first byte of content.
    ///
    /// - Parameters:
    ///   - messages: the conversation.
    ///   - specialTokens: the texts of the tokenizer's special tokens; the last one in a turn ends it.
    ///   - context: special tokens, tools, variables, time and limits.
    /// - Returns: one text for all turns, or one a turn where the template does not write stable prefixes.
    /// - Throws: `TemplateError` that names the line, or the message whose turn is not found.
    public func renderForTraining(
        _ messages: [ChatMessage], specialTokens: [String], context: TemplateContext = TemplateContext()
    ) throws(TemplateError) -> TrainingRendering {
        let values = try TemplateInput.messages(messages, trustedRoles: context.trustedRoles)
        let whole = try render(values, false, context)
        if marksGeneration {
            let chat = RenderedChat(whole)
            return .whole(chat, turns: chat.generationTurns)
        }
        let finder = TurnFinder(
            template: self, values: values, context: context, specialTokens: specialTokens.map { Array($0.utf8) })
        let indices = messages.indices.filter { messages[$0].role == "assistant" }
        return try finder.turns(indices, in: whole)
    }
}

extension RenderedChat {
    /// The generation ranges with the message that each one shows first.
    fileprivate var generationTurns: [AssistantTurn] {
        var starts: [(start: Int, message: Int)] = []
        var start = 0
        for piece in pieces {
            if piece.inGeneration, let message = piece.messageIndex { starts.append((start, message)) }
            start += piece.text.utf8.count
        }
        return generationRanges.map { range in
            AssistantTurn(range: range, messageIndex: starts.first { range.contains($0.start) }?.message)
        }
    }
}

/// Finds assistant turns by rendering prefixes of a conversation.
private struct TurnFinder {
    let template: ChatTemplate
    let values: [TemplateValue]
    let context: TemplateContext
    let specialTokens: [[UInt8]]

    func turns(_ indices: [Int], in whole: MarkedText) throws(TemplateError) -> TrainingRendering {
        var renderings: [(turn: TurnRendering, text: MarkedText)] = []
        var isStable = true
        for index in indices {
            let text = index == values.count - 1 ? whole : try template.render(Array(values[...index]), false, context)
            let rendering = try turn(index, in: text)
            let fits = rendering.startsAtPrompt || index == 0
            if !fits || !whole.hasPrefix(text.bytes) { isStable = false }
            renderings.append((rendering, text))
        }
        guard !isStable else { return .whole(RenderedChat(whole), turns: renderings.map(\.turn.turn)) }
        return .notPrefixStable(renderings.map(\.turn))
    }

    private func turn(_ index: Int, in text: MarkedText) throws(TemplateError) -> TurnRendering {
        let prompt = try prefix(index, addsGenerationPrompt: true)
        let startsAtPrompt = prompt.map { text.hasPrefix($0.bytes) } ?? false
        let start: Int
        if let prompt, startsAtPrompt {
            start = prompt.count
        } else {
            start = try startWithoutPrompt(index, in: text, prompt)
        }
        let range = start..<endOfTurn(in: text, from: start)
        return TurnRendering(
            chat: RenderedChat(text), turn: AssistantTurn(range: range, messageIndex: index),
            startsAtPrompt: startsAtPrompt)
    }

    /// The text before a turn; nil where the template refuses the messages before it on their own.
    private func prefix(_ index: Int, addsGenerationPrompt: Bool) throws(TemplateError) -> MarkedText? {
        do throws(TemplateError) {
            return try template.render(Array(values[..<index]), addsGenerationPrompt, context)
        } catch {
            switch error {
            case .raised, .undefined: return nil
            default: throw error
            }
        }
    }

    /// Where a turn starts that does not follow its generation prompt byte for byte.
    ///
    /// It shares the prompt's beginning, such as the assistant's header; at the latest it starts with its content.
    private func startWithoutPrompt(
        _ index: Int, in text: MarkedText, _ prompt: MarkedText?
    ) throws(TemplateError) -> Int {
        let content = firstByte(of: index, in: text)
        if index > 0, let prompt, let before = try prefix(index, addsGenerationPrompt: false),
            text.hasPrefix(before.bytes)
        {
            var shared = zip(prompt.bytes, text.bytes).prefix { $0 == $1 }.count
            while shared > 0, shared < text.count, text.bytes[shared] & 0xC0 == 0x80 { shared -= 1 }
            shared = min(outsideOfTokens(shared, in: text), outsideOfTokens(shared, in: prompt))
            if shared > before.count { return min(shared, content ?? shared) }
        }
        guard let content else { throw .turnNotFound(messageIndex: index) }
        return content
    }

    /// The offset, or the start of the special token that it lies in.
    private func outsideOfTokens(_ offset: Int, in text: MarkedText) -> Int {
        var result = offset
        for token in specialTokens where !token.isEmpty {
            for start in max(0, offset - token.count + 1)..<max(offset, 1) where text.matches(token, at: start) {
                result = min(result, start)
            }
        }
        return result
    }

    private func firstByte(of index: Int, in text: MarkedText) -> Int? {
        var start = 0
        for run in text.runs {
            if run.mark.source == Int32(clamping: index) { return start }
            start = run.end
        }
        return nil
    }

    /// The end of the last special token after the turn's last byte of input, else the end of the text.
    private func endOfTurn(in text: MarkedText, from start: Int) -> Int {
        let lastInput = text.runs.last { $0.mark.isInput }?.end ?? 0
        let tail = max(start, lastInput)
        let ends = specialTokens.compactMap { token in
            token.isEmpty ? nil : text.lastOffset(of: token, from: tail).map { $0 + token.count }
        }
        return ends.max() ?? text.count
    }
}
