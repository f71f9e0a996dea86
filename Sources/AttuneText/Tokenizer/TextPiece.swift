/// A part of a text to encode.
public struct TextPiece: Sendable, Equatable {
    /// The text.
    public let text: String
    /// Whether special tokens spelled out in it become these tokens; otherwise they stay plain text.
    public let parsesSpecials: Bool

    /// A part of a text to encode.
    public init(text: String, parsesSpecials: Bool) {
        self.text = text
        self.parsesSpecials = parsesSpecials
    }
}

/// Token ids and where each token ends in the text.
public struct Encoding: Sendable, Equatable {
    /// The ids, in order.
    public var ids: [Int32]
    /// For every id the byte offset in the UTF-8 text at which its token ends; never decreasing.
    public var ends: [Int]

    /// Token ids and where each token ends in the text.
    public init(ids: [Int32], ends: [Int]) {
        self.ids = ids
        self.ends = ends
    }
}
