public import AttuneErrors

/// Why documents cannot be laid out into steps.
public enum PackingError: RemediedError, Equatable {
    /// A number of the recipe is not usable.
    case outOfRange(key: String, value: Int)
    /// A step or micro-batch would not hold a single bin.
    case lessThanOneBin(key: String, tokens: Int, maxLength: Int)
    /// The weight of a data source is not usable.
    case badWeight(source: Int, weight: Double)
    /// There is nothing to train on.
    case noDocuments
    /// All rows or more are to be set aside for validation.
    case tooManyHeldOut(asked: Int, rows: Int)
    /// More documents than 32 bits count.
    case tooManyDocuments(count: Int)
    /// A document of a list is not in the store.
    case unknownDocument(number: Int)
    /// A document is empty or does not fit into a bin.
    case badLength(document: Int, length: Int, maxLength: Int)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .outOfRange(let key, let value): "\(key) is \(value), which is out of range."
        case .lessThanOneBin(let key, let tokens, let maxLength):
            "\(key) is \(tokens), less than one row of data.max_length \(maxLength)."
        case .badWeight(let source, let weight): "data.train[\(source)].weight is \(weight)."
        case .noDocuments: "No document is left to take."
        case .tooManyHeldOut(let asked, let rows):
            "data.validation.rows is \(asked), and there are \(rows) rows to learn from."
        case .tooManyDocuments(let count): "\(count) documents are more than an epoch can count."
        case .unknownDocument(let number): "Document \(number) is not in the token store."
        case .badLength(let document, let length, let maxLength):
            "Document \(document) has \(length) tokens; a row holds 1 to \(maxLength)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .outOfRange(let key, _): "Set \(key) to a whole number above 0."
        case .lessThanOneBin(let key, _, let maxLength): "Set \(key) to \(maxLength) or more, or lower data.max_length."
        case .badWeight: "Set the weight to a number from 0 to 1000; 1 takes each row once an epoch."
        case .noDocuments: "Check the paths and weights under data.train, and what data.on_overlong dropped."
        case .tooManyHeldOut: "Set data.validation.rows lower, or name a file of its own under data.validation.path."
        case .tooManyDocuments: "Lower the weights under data.train, or split the data into several runs."
        case .unknownDocument: "Prepare the data again; the token store and the plan do not belong together."
        case .badLength: "Prepare the data again with the same data.max_length."
        }
    }

    /// Settings are a usage failure, documents a data failure.
    public var failureKind: FailureKind {
        switch self {
        case .outOfRange, .lessThanOneBin, .badWeight, .tooManyHeldOut: .usage
        default: .data
        }
    }
}
