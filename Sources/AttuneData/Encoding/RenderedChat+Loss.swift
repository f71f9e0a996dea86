internal import AttuneJSON
internal import AttuneText

extension RenderedChat {
    /// Whether less of an answer stands in the text than the message has; white space and reasoning tags do not count.
    func loses(_ index: Int?, of messages: [ChatMessage]) -> Bool {
        guard let index, messages.indices.contains(index) else { return false }
        let message = messages[index]
        let reasoning = ["reasoning_content", "thinking", "reasoning"].lazy.compactMap { message.extra[$0] }.first
        var wanted = substance(message.content)
        if case .string(let text)? = reasoning { wanted += substance(text) }
        return pieces.reduce(0) { $0 + ($1.messageIndex == index ? substance($1.text) : 0) } < wanted
    }
}

extension RenderedChat {
    /// From the first byte that a message wrote to its last; nil where it wrote none.
    func range(of index: Int) -> Range<Int>? {
        var (start, found): (Int, Range<Int>?) = (0, nil)
        for piece in pieces {
            let end = start + piece.text.utf8.count
            if piece.messageIndex == index { found = (found?.lowerBound ?? start)..<end }
            start = end
        }
        return found
    }
}

/// The bytes of a text without white space and without the tags around reasoning.
private func substance(_ text: String) -> Int {
    let blank = text.utf8.count { $0 <= UInt8(ascii: " ") }
    let tags = ["<think>", "</think>"].reduce(0) { $0 + text.ranges(of: $1).count * $1.utf8.count }
    return text.utf8.count - blank - tags
}
