/// One step that cuts text into the pieces inside which tokens are built.
public enum PreTokenizerStep: Sendable, Equatable {
    /// Cuts at the matches of a pattern.
    case split(SplitPattern, SplitBehavior, inverted: Bool)
    /// Works on bytes from here on, after cutting with GPT-2's pattern where asked.
    case byteLevel(addsPrefixSpace: Bool, cutsWords: Bool)
    /// Cuts digits from the rest, each one by itself or a run at a time.
    case digits(individual: Bool)
    /// Puts a visible character in the place of spaces, as SentencePiece does.
    case metaspace(replacement: String, prefix: PrefixScheme, cutsWords: Bool)
}

/// What a splitting step looks for.
public enum SplitPattern: Sendable, Equatable {
    /// Exactly this text.
    case text(String)
    /// One of the expressions that ``SplitPattern/supportedExpressions`` lists.
    case expression(String)
}

/// What becomes of the text that a splitting pattern matched.
public enum SplitBehavior: String, Sendable, CaseIterable {
    /// A match is dropped.
    case removed = "Removed"
    /// A match is a piece of its own.
    case isolated = "Isolated"
    /// A match ends the piece before it.
    case mergedWithPrevious = "MergedWithPrevious"
    /// A match begins the piece after it.
    case mergedWithNext = "MergedWithNext"
    /// Adjacent matches are one piece.
    case contiguous = "Contiguous"
}

/// Where a space is put before the text.
public enum PrefixScheme: String, Sendable, CaseIterable {
    /// Before every stretch of text between added tokens.
    case always
    /// Only at the start of the whole text.
    case first
    /// Nowhere.
    case never
}
