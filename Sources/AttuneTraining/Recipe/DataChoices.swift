/// The shape of a row of data.
public enum DataFormat: String, Codable, Sendable, CaseIterable {
    /// Found from the field names of the first row.
    case auto
    /// A list of messages with role and content.
    case messages
    /// A list of turns with from and value.
    case sharegpt
    /// instruction, input and output.
    case alpaca
    /// A prompt and its completion.
    case promptCompletion = "prompt_completion"
    /// Plain text.
    case text
    /// A text and its label.
    case classification
}

/// What happens to a document that has more tokens than `max_length`.
public enum OverlongPolicy: String, Codable, Sendable, CaseIterable {
    /// The run ends before it starts, and the rows are named.
    case error
    /// The row is left out and counted.
    case drop
    /// The end is cut off; in classification rows only the text is shortened.
    case truncate
    /// Plain text is continued in further documents.
    case split
}

/// Which tokens the loss counts.
public enum LossScope: Sendable, Equatable {
    /// Every turn of the assistant, with its end-of-turn token.
    case assistant
    /// The last turn of the assistant only.
    case last
    /// Every token.
    case all
    /// Turns of the assistant fully, all other tokens with this weight between 0 and 1.
    case promptWeight(Double)
}

extension LossScope: Codable {
    private enum Key: String, CodingKey { case promptWeight = "prompt_weight" }

    /// Reads `assistant`, `last`, `all`, or an object with `prompt_weight`.
    public init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            self = .promptWeight(try keyed.decode(Double.self, forKey: .promptWeight))
            return
        }
        let container = try decoder.singleValueContainer()
        switch try container.decode(String.self) {
        case "assistant": self = .assistant
        case "last": self = .last
        case "all": self = .all
        case let other:
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no loss scope is named \(other)")
        }
    }

    /// Writes the name, or an object with `prompt_weight`.
    public func encode(to encoder: any Encoder) throws {
        if case .promptWeight(let weight) = self {
            var keyed = encoder.container(keyedBy: Key.self)
            try keyed.encode(weight, forKey: .promptWeight)
            return
        }
        var container = encoder.singleValueContainer()
        try container.encode(self == .assistant ? "assistant" : self == .last ? "last" : "all")
    }
}
