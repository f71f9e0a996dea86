/// A rule of a cleaning recipe: its name, and the settings that differ from their defaults.
public struct CleaningRule: Sendable, Codable, Equatable {
    /// The rule's name in the catalogue.
    public var name: String
    /// Its settings.
    public var settings: [String: Double]

    /// Makes a rule.
    public init(_ name: String, settings: [String: Double] = [:]) {
        self.name = name
        self.settings = settings
    }
}

/// A number that a rule can be set to.
public struct CleaningSetting: Sendable, Equatable {
    /// The key.
    public let name: String
    /// What it is unless set.
    public let value: Double

    init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }
}

/// A kind of rule: its name, what it does, and what can be set.
public struct CleaningKind: Sendable {
    /// The name in recipes.
    public let name: String
    /// What it does, in a sentence.
    public let documentation: String
    /// What can be set.
    public let settings: [CleaningSetting]
    let make: @Sendable (SettingValues) -> any CleaningStep

    init(
        _ name: String, _ documentation: String, settings: [CleaningSetting] = [],
        make: @escaping @Sendable (SettingValues) -> any CleaningStep
    ) {
        self.name = name
        self.documentation = documentation
        self.settings = settings
        self.make = make
    }
}

/// The settings of a rule with the defaults filled in.
struct SettingValues {
    let kind: [CleaningSetting]
    let changed: [String: Double]

    /// The number of a setting.
    func callAsFunction(_ name: String) -> Double {
        changed[name] ?? kind.first { $0.name == name }?.value ?? 0
    }

    /// The number as a whole one.
    func count(_ name: String) -> Int { Int(max(-1e15, min(1e15, self(name)))) }

    /// Whether the number is not 0.
    func isOn(_ name: String) -> Bool { self(name) != 0 }
}

/// All rules that a cleaning recipe can name.
public enum CleaningCatalog {
    /// The kinds in the order of the documentation.
    public static let kinds: [CleaningKind] = repairs + masks + drops + documents

    /// The kind of a name.
    public static func kind(_ name: String) -> CleaningKind? { kinds.first { $0.name == name } }

    private static let repairs: [CleaningKind] = [
        CleaningKind("repair_encoding", "Turns UTF-8 that was read as Windows-1252 back into what it was.") { _ in
            RewriteStep(patterns: [MojibakePattern()])
        },
        CleaningKind("repair_characters", "Removes control characters and characters that nobody sees.") { _ in
            RewriteStep(patterns: [ControlPattern(), InvisiblePattern()])
        },
        CleaningKind("repair_unicode", "Puts text into Unicode's normal form C.") { _ in
            RepairStep(reason: "normal_form", repair: TextRepair.unicode)
        },
        CleaningKind("repair_markup", "Resolves HTML entities and removes common tags.") { _ in
            RewriteStep(patterns: [MarkupPattern()])
        },
        CleaningKind(
            "repair_whitespace", "Makes line breaks and spaces uniform and removes those at the ends of lines."
        ) { _ in RepairStep(reason: "whitespace", repair: TextRepair.whitespace) },
    ]

    private static let masks: [CleaningKind] = [
        CleaningKind("mask_secrets", "Puts [key] in the place of private and access keys.") { _ in
            RewriteStep(patterns: [SecretPattern()])
        },
        CleaningKind("mask_cards", "Puts [card] in the place of payment card numbers.") { _ in
            RewriteStep(patterns: [CardPattern()])
        },
        CleaningKind("mask_mail", "Puts mail@example.com in the place of mail addresses.") { _ in
            RewriteStep(patterns: [MailPattern()])
        },
        CleaningKind("mask_phones", "Puts [phone] in the place of telephone numbers.") { _ in
            RewriteStep(patterns: [PhonePattern()])
        },
        CleaningKind("mask_addresses", "Puts 192.0.2.1 in the place of public network addresses.") { _ in
            RewriteStep(patterns: [AddressPattern()])
        },
    ]

    private static let drops: [CleaningKind] = [
        CleaningKind("drop_echoes", "Drops rows whose answer is the prompt.") { _ in DropStep(rule: EchoRule()) },
        CleaningKind(
            "drop_short_answers", "Drops rows whose answer has fewer characters than min_characters.",
            settings: [CleaningSetting("min_characters", 2)]
        ) { DropStep(rule: ShortAnswerRule(leastCharacters: $0.count("min_characters"))) },
        CleaningKind("drop_refusals", "Drops rows whose answer declines in the words of assistants.") { _ in
            DropStep(rule: RefusalRule())
        },
        CleaningKind("drop_misnumbered", "Drops rows with a list whose numbers repeat or jump.") { _ in
            DropStep(rule: NumberingRule())
        },
        CleaningKind("drop_swapped_names", "Drops rows that name one side as both parties of a contract.") { _ in
            DropStep(rule: PartyRule())
        },
        CleaningKind("drop_lost_characters", "Drops rows with U+FFFD, where letters are lost.") { _ in
            DropStep(rule: PatternRule(pattern: ReplacementPattern()))
        },
        CleaningKind("drop_secrets", "Drops rows with private or access keys.") { _ in
            DropStep(rule: PatternRule(pattern: SecretPattern()))
        },
    ]
}
