public import AttuneErrors

/// Something that cannot be scored.
public enum ScoringError: RemediedError, Equatable {
    /// A prompt or a continuation has no tokens.
    case empty

    /// What is wrong.
    public var problem: String { "A prompt or one of its answers has no tokens." }
    /// What to do about it.
    public var remedy: String { "Give every row a text and every label a name." }
    /// The data is wrong.
    public var failureKind: FailureKind { .data }
}
