/// Which tokens the loss counts.
public enum SupervisionScope: Sendable, Codable, Equatable {
    /// Every turn of the assistant, with its end-of-turn token.
    case assistant
    /// The last turn of the assistant only.
    case last
    /// Every token.
    case all
    /// Turns of the assistant fully, every other token with this weight.
    case promptWeight(Double)
}

/// What happens to a document with more tokens than fit.
public enum OverlongHandling: String, Sendable, Codable, CaseIterable {
    /// The row is a finding.
    case error
    /// The row is left out and listed.
    case drop
    /// The end is cut off and the row listed; of a classification row only the text to judge is shortened.
    case truncate
    /// Plain text goes on in further documents; other rows are findings.
    case split
}

/// How records become samples.
public struct EncodingOptions: Sendable, Codable, Equatable {
    /// The most tokens a sample may have; nil sets no limit, for data that is only looked at.
    public var maxLength: Int?
    /// What happens to longer ones.
    public var onOverlong: OverlongHandling
    /// Which tokens the loss counts.
    public var lossOn: SupervisionScope
    /// The task of rows with labels.
    public var classification: ClassificationTask?

    /// Makes options with the defaults of the recipe.
    public init(
        maxLength: Int? = 1024, onOverlong: OverlongHandling = .error, lossOn: SupervisionScope = .assistant,
        classification: ClassificationTask? = nil
    ) {
        self.maxLength = maxLength
        self.onOverlong = onOverlong
        self.lossOn = lossOn
        self.classification = classification
    }
}
