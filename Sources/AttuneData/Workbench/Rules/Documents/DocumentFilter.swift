/// Judges a plain text as a whole, and may take lines out of it.
protocol DocumentFilter: Sendable {
    func verdict(_ text: String) -> DocumentVerdict
}

/// What a filter says of a text.
enum DocumentVerdict: Sendable, Equatable {
    case kept
    /// The text without the lines that were not wanted.
    case shortened(String)
    /// The text is not wanted; the reason has the name that datatrove gives it.
    case rejected(reason: String, message: String)

    static func rejected(_ reason: String, _ message: String) -> DocumentVerdict {
        .rejected(reason: reason, message: message)
    }
}
