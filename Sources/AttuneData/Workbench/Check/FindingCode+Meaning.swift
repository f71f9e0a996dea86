/// How much a finding matters.
public enum Severity: String, Sendable, Codable, Comparable, CaseIterable {
    /// Training on the data would fail or be worthless.
    case blocking
    /// Training works, and the model would be worse for it.
    case warning
    /// Worth a look.
    case note

    /// The more severe one comes first.
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a code means for training.
public struct FindingMeaning: Sendable, Equatable {
    /// How much it matters.
    public let severity: Severity
    /// What is found, in a few words.
    public let title: String
    /// What training would make of it.
    public let consequence: String
    /// What to do.
    public let advice: String

    init(_ severity: Severity, _ title: String, _ consequence: String, _ advice: String) {
        self.severity = severity
        self.title = title
        self.consequence = consequence
        self.advice = advice
    }
}

extension FindingCode {
    /// What the code means for training.
    public var meaning: FindingMeaning {
        switch self {
        case .brokenJSON, .invalidUTF8, .tooLong, .notAnObject, .brokenQuotes, .raggedRow: unreadable
        case .missingField, .wrongType, .missingRole, .unknownRole, .roleOrder, .noMessages, .emptyPrompt, .emptyText,
            .emptyAnswer, .unknownLabel:
            unusable
        case .templateRefused, .tokenizerRefused, .noSupervisedToken, .overlong, .missingEndToken, .specialTokenText,
            .toolsAsText:
            modelMeaning
        case .secret, .mailAddress, .phoneNumber, .cardNumber, .networkAddress: personal
        case .controlCharacters, .invisibleCharacters, .replacementCharacters, .mojibake, .markup: character
        case .languageImbalance, .labelImbalance, .lengthImbalance, .sourceImbalance: imbalance
        default: content
        }
    }

    private var unreadable: FindingMeaning {
        let title =
            switch self {
            case .brokenJSON: "broken JSON"
            case .invalidUTF8: "bytes that are no UTF-8"
            case .tooLong: "rows over the size limit"
            case .notAnObject: "rows that are no object"
            case .brokenQuotes: "broken quotes"
            default: "rows with the wrong number of fields"
            }
        return FindingMeaning(
            .blocking, title, "the rows cannot be read", "Mend the rows, or drop them with `attune data clean`.")
    }

    private var unusable: FindingMeaning {
        let title =
            switch self {
            case .missingField: "a field is missing"
            case .wrongType: "a field of the wrong type"
            case .missingRole: "a message without role"
            case .unknownRole: "an unknown role"
            case .roleOrder: "turns in an impossible order"
            case .noMessages: "no messages"
            case .emptyPrompt: "empty prompts"
            case .emptyText: "empty texts"
            case .emptyAnswer: "empty answers"
            default: "labels outside the task"
            }
        return FindingMeaning(
            .blocking, title, "the rows cannot be learned from", "Mend the rows, or drop them with `attune data clean`."
        )
    }

    private var modelMeaning: FindingMeaning {
        switch self {
        case .noSupervisedToken:
            FindingMeaning(
                .blocking, "nothing to learn", "no token of the rows counts in the loss",
                "Give each row an answer, or set data.loss_on.")
        case .overlong:
            FindingMeaning(
                .blocking, "over-long rows", "the rows do not fit into the limit",
                "Raise data.max_length (on the command line --max-length), or set data.on_overlong.")
        case .missingEndToken:
            FindingMeaning(
                .warning, "answers without an end", "the model would not learn to stop",
                "Use a chat template that ends the assistant's turn.")
        case .toolsAsText:
            FindingMeaning(
                .note, "tools written as text",
                "\(ToolText.reason), so they \(ToolText.form)",
                "Show the model the same text when it is used, or train one whose template has tools.")
        case .specialTokenText:
            FindingMeaning(
                .warning, "special tokens typed in text", "they are read as plain text, not as tokens",
                "Remove markup of another chat format from the texts.")
        default:
            FindingMeaning(
                .blocking, "rows that the model refuses", "template or tokenizer cannot take the rows", "Mend the rows."
            )
        }
    }

    private var personal: FindingMeaning {
        switch self {
        case .secret:
            FindingMeaning(
                .blocking, "keys and secrets", "the model may repeat them to anybody",
                "Withdraw the keys, and mask them with `mask_secrets`.")
        case .cardNumber:
            FindingMeaning(
                .blocking, "numbers of payment cards", "the model may repeat them to anybody",
                "Mask them with `mask_cards`.")
        case .mailAddress:
            FindingMeaning(
                .warning, "mail addresses", "the model may repeat personal data",
                "Mask them with `mask_mail`, unless they are public.")
        case .phoneNumber:
            FindingMeaning(
                .warning, "telephone numbers", "the model may repeat personal data",
                "Mask them with `mask_phones`, unless they are public.")
        default:
            FindingMeaning(
                .note, "network addresses", "the model may repeat them", "Mask them with `mask_addresses`.")
        }
    }

    private var character: FindingMeaning {
        switch self {
        case .controlCharacters:
            FindingMeaning(
                .warning, "control characters", "the model would learn to write them",
                "Repair with `repair_characters`.")
        case .invisibleCharacters:
            FindingMeaning(
                .note, "invisible characters", "they cut words into other tokens", "Repair with `repair_characters`.")
        case .replacementCharacters:
            FindingMeaning(
                .warning, "lost characters (U+FFFD)", "letters are missing in words",
                "Convert the source again in its right encoding.")
        case .mojibake:
            FindingMeaning(
                .warning, "text in the wrong encoding", "the model would learn broken letters",
                "Repair with `repair_encoding`.")
        default:
            FindingMeaning(
                .note, "remains of HTML", "the model would learn to write them",
                "Repair with `repair_markup`, unless the task is about HTML.")
        }
    }
}
