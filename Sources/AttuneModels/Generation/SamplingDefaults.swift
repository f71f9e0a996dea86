internal import AttuneJSON

/// How a model wants to be sampled, as its `generation_config.json` says.
public struct SamplingDefaults: Sendable, Equatable {
    /// The settings; greedy where the file does not ask for samples, and where there is no file.
    public var settings = SamplingSettings()
    /// The texts that end an answer.
    public var stopStrings: [String] = []
    /// Settings of the file that would change the text and that Attune does not have.
    public var unused: [String] = []

    /// Greedy, without stop strings.
    public init() {}

    /// Reads a folder's `generation_config.json`; a folder without one has no wishes.
    ///
    /// Where `do_sample` is true, settings that are left out are those of Transformers: temperature 1 and top-k 50.
    ///
    /// - Throws: `JSONError` for another type, `SamplingError` for a value out of range, both with the file's path.
    public init(folder: String) throws {
        guard let json = try TokenizerFolder.json("generation_config.json", in: folder) else { return }
        let place = folder + "/generation_config.json"
        let file = JSONPath(json, path: place)
        if try file.optional("do_sample")?.bool() == true { try readLimits(file) }
        settings.repetitionPenalty = try file.optional("repetition_penalty")?.double() ?? 1
        stopStrings = try Self.texts(file.optional("stop_strings"))
        unused = try Self.neutral.compactMap { name, neutral in
            try file.optional(name).flatMap { neutral.contains($0.value) ? nil : name }
        }
        try settings.check(place: place)
        guard !stopStrings.contains("") else { throw SamplingError.emptyStopString(place: place) }
    }

    private mutating func readLimits(_ file: JSONPath) throws {
        settings.temperature = try file.optional("temperature")?.double() ?? 1
        settings.topK = try file.optional("top_k")?.integer() ?? 50
        settings.topP = try file.optional("top_p")?.double() ?? 1
        settings.minP = try file.optional("min_p")?.double() ?? 0
    }

    private static func texts(_ path: JSONPath?) throws -> [String] {
        guard let path else { return [] }
        if case .array = path.value { return try path.elements().map { try $0.string() } }
        return [try path.string()]
    }

    /// What Transformers has beside it, with the values that change nothing.
    private static let neutral: [(String, [JSONValue])] = [
        ("num_beams", [.integer(1)]), ("typical_p", [.integer(1), .number(1)]), ("top_h", []),
        ("epsilon_cutoff", [.integer(0), .number(0)]), ("eta_cutoff", [.integer(0), .number(0)]),
        ("no_repeat_ngram_size", [.integer(0)]), ("penalty_alpha", []), ("bad_words_ids", [.array([])]),
        ("sequence_bias", []), ("suppress_tokens", [.array([])]), ("begin_suppress_tokens", [.array([])]),
        ("min_length", [.integer(0)]), ("min_new_tokens", [.integer(0)]),
        ("guidance_scale", [.integer(1), .number(1)]),
        ("forced_bos_token_id", []), ("forced_eos_token_id", []), ("watermarking_config", []),
    ]
}

extension ModelBundle {
    /// How the model wants to be sampled; a GGUF file has no wishes.
    ///
    /// - Throws: as `SamplingDefaults.init(folder:)`.
    public func samplingDefaults() throws -> SamplingDefaults {
        try source.isGGUF ? SamplingDefaults() : SamplingDefaults(folder: source.path)
    }
}
