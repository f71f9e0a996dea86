public import AttuneErrors

/// Data work that lacks something.
public enum DataWorkError: RemediedError, Equatable {
    /// Tokens were asked for without a model.
    case needsModel

    /// What is wrong.
    public var problem: String { "Counting and showing tokens needs a model's tokenizer." }
    /// What to do about it.
    public var remedy: String { "Add --model NAME or --recipe FILE." }
    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}
