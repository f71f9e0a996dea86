public import AttuneText

/// What the model learns from and is measured on.
public struct DataSettings: Codable, Sendable, Equatable {
    /// The training sources, mixed by their weights.
    public var train: [SourceSettings] = []
    /// The rows that steer the training; nil means no validation.
    public var validation: ValidationSettings?
    /// The rows that only the final test sees; nil means no test.
    public var test: TestSettings?
    /// How rows of the format `classification` become a prompt and a label.
    public var classification: ClassificationSettings?
    /// The most tokens a document may have.
    public var maxLength = 1024
    /// What happens to a document that is longer.
    public var onOverlong = OverlongPolicy.error
    /// Which tokens the loss counts.
    public var lossOn = LossScope.assistant
    /// The date that chat templates write where they ask for one; nil leaves it to those with a date of their own.
    public var date: TemplateTime?
    /// Whether several documents share one bin of tokens.
    public var packing = true
    /// Whether the order changes with every epoch.
    public var shuffle = true

    /// Defaults; the training sources are still missing.
    public init() {}
}

/// One file or folder of training rows.
public struct SourceSettings: Codable, Sendable, Equatable {
    /// A file, a folder, or the name of a data set in the cache.
    public var path = ""
    /// The shape of a row.
    public var format = DataFormat.auto
    /// How often the source is seen, against the others.
    public var weight = 1.0
    /// The source's own field names, keyed by the names that Attune expects.
    public var fields: [String: String] = [:]

    /// Defaults; the path is still missing.
    public init() {}
    /// A source with detected format and weight 1.
    public init(path: String, fields: [String: String] = [:]) { (self.path, self.fields) = (path, fields) }
}

/// The rows that steer the training: a file of their own or a share of the training rows.
public struct ValidationSettings: Codable, Sendable, Equatable {
    /// A file, a folder, or the name of a data set in the cache; excludes `fraction` and `rows`.
    public var path: String?
    /// The share of the training rows that is set aside; excludes `path` and `rows`.
    public var fraction: Double?
    /// The number of training rows that are set aside; excludes `path` and `fraction`.
    public var rows: Int?
    /// The shape of a row.
    public var format = DataFormat.auto
    /// The source's own field names, keyed by the names that Attune expects.
    public var fields: [String: String] = [:]

    /// Defaults; path, fraction or rows is still missing.
    public init() {}
}

/// The rows that only the final test sees.
public struct TestSettings: Codable, Sendable, Equatable {
    /// A file, a folder, or the name of a data set in the cache.
    public var path = ""
    /// The shape of a row.
    public var format = DataFormat.auto
    /// The source's own field names, keyed by the names that Attune expects.
    public var fields: [String: String] = [:]

    /// Defaults; the path is still missing.
    public init() {}
}

/// How rows of the format `classification` become a prompt and a label to answer with.
public struct ClassificationSettings: Codable, Sendable, Equatable {
    /// The field that holds the text to judge.
    public var text = "text"
    /// The field that holds the right label.
    public var label = "label"
    /// What the model is asked to do with the text.
    public var instruction = ""
    /// Every label in the order that breaks ties; nil takes the sorted labels of the training rows.
    public var labels: [String]?

    /// Defaults; the instruction is still missing.
    public init() {}
}
