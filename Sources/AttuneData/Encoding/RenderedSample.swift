internal import AttuneText

/// A sample before it is encoded: text in pieces, and the bytes that the model should learn to say.
struct RenderedSample: Sendable, Equatable {
    /// The text; special tokens are recognised only in pieces of the template.
    var pieces: [TextPiece]
    /// The supervised bytes, in the UTF-8 of the whole text.
    var ranges: [Range<Int>]
    /// The bytes of answers that are only read, in order; they never count.
    var unlearned: [Range<Int>] = []
    /// The byte before which only supervised ranges count, since another sample of the row counts what stands there.
    var countedFrom = 0
    /// Whether the template left out a part of an answer, such as its reasoning.
    var losesAnswer = false
    /// Whether tools or calls are text, because the template has no place for them.
    var hasToolText = false
    /// Whether the tokenizer puts its own tokens around the text, as around text without a chat template.
    var addsSpecialTokens = false
    /// Whether the end token follows the text and counts like the last supervised byte.
    var endsWithEndToken = false
    /// Whether every token counts, whatever the options say.
    var isFullySupervised = false

    /// The whole text.
    var text: String { pieces.map(\.text).joined() }

    init(pieces: [TextPiece], ranges: [Range<Int>]) {
        self.pieces = pieces
        self.ranges = ranges
    }

    init(_ chat: RenderedChat, ranges: [Range<Int>]) {
        self.init(
            pieces: chat.pieces.map { TextPiece(text: $0.text, parsesSpecials: $0.origin == .template) },
            ranges: ranges)
    }
}
