/// A conversation as the template wrote it, in pieces that remember where they came from.
public struct RenderedChat: Sendable, Equatable {
    /// The pieces in order; neighbours differ in origin, message or generation.
    public let pieces: [RenderedPiece]

    /// Pieces put together elsewhere, for templates that are not Jinja.
    public init(pieces: [RenderedPiece]) { self.pieces = pieces }

    /// The whole text.
    public var text: String { pieces.map(\.text).joined() }

    /// The byte ranges, in the UTF-8 of `text`, that `generation` blocks wrote.
    public var generationRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for piece in pieces {
            let end = start + piece.text.utf8.count
            if piece.inGeneration {
                if ranges.last?.upperBound == start {
                    ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<end
                } else {
                    ranges.append(start..<end)
                }
            }
            start = end
        }
        return ranges
    }

    init(_ text: MarkedText) {
        var pieces: [RenderedPiece] = []
        var start = 0
        for run in text.explicitRuns {
            let part = String(decoding: text.bytes[start..<run.end], as: UTF8.self)
            let isMessage = run.mark.isInput && run.mark.source != TextMark.context.source
            pieces.append(
                RenderedPiece(
                    text: part, origin: run.mark.isInput ? .input : .template, inGeneration: run.mark.inGeneration,
                    messageIndex: isMessage ? Int(run.mark.source) : nil))
            start = run.end
        }
        self.pieces = pieces
    }
}

/// A stretch of rendered text from one source.
public struct RenderedPiece: Sendable, Equatable {
    /// Where the text came from.
    public enum Origin: Sendable, Equatable {
        /// The template wrote it; special tokens in it are meant.
        case template
        /// It came from the data; special tokens typed in it stay plain text.
        case input
    }

    /// The text.
    public let text: String
    /// Where the text came from.
    public let origin: Origin
    /// Whether it lies inside a `generation` block.
    public let inGeneration: Bool
    /// The message that it came from, where it came from one.
    public let messageIndex: Int?

    /// A piece put together elsewhere.
    public init(text: String, origin: Origin, inGeneration: Bool = false, messageIndex: Int? = nil) {
        self.text = text
        self.origin = origin
        self.inGeneration = inGeneration
        self.messageIndex = messageIndex
    }
}
