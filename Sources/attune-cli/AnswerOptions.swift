import ArgumentParser
import AttuneModels
import AttuneReports

/// How answers are written; what is not given is the model's own wish, from its `generation_config.json`.
struct AnswerOptions: ParsableArguments {
    @Option(help: "The most tokens of an answer.") var maxTokens = 256
    @Option(help: "0 takes the likeliest token; higher values vary more.") var temperature: Double?
    @Option(help: "Draw from so many of the likeliest tokens; 0 sets no limit.") var topK: Int?
    @Option(help: "Draw from the likeliest tokens that together have this probability; 1 sets no limit.")
    var topP: Double?
    @Option(help: "Draw from tokens with this share of the likeliest one's probability; 0 sets no limit.")
    var minP: Double?
    @Option(help: "Makes tokens that are in the text already less likely, such as 1.1; 1 changes nothing.")
    var repetitionPenalty: Double?
    @Option(help: "The seed of the draws.") var seed: UInt64 = 42
    @Option(help: ArgumentHelp("A text that ends the answer; may be given again.", valueName: "text"))
    var stop: [String] = []

    func validate() throws {
        guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1, not \(maxTokens).") }
    }

    /// The model's wishes with the options over them; `note` hears what of the wishes is not followed.
    ///
    /// A limit without a temperature asks for draws: the temperature is then 1, unless the model names its own.
    func settings(for bundle: ModelBundle, note: (String) -> Void) throws -> AnswerSettings {
        let wishes = try bundle.samplingDefaults()
        if !wishes.unused.isEmpty {
            note(
                "generation_config.json asks for \(wishes.unused.joined(separator: ", ")), which Attune does not have.")
        }
        var sampling = wishes.settings
        if let limit = firstLimit {
            if temperature == 0 { throw SamplingError.limitWithoutTemperature(setting: limit) }
            if sampling.isGreedy { sampling.temperature = 1 }
        }
        sampling.seed = seed
        sampling.temperature = temperature ?? sampling.temperature
        sampling.topK = topK ?? sampling.topK
        sampling.topP = topP ?? sampling.topP
        sampling.minP = minP ?? sampling.minP
        sampling.repetitionPenalty = repetitionPenalty ?? sampling.repetitionPenalty
        try sampling.check { "--" + $0.replacing("_", with: "-") }
        guard !stop.contains("") else { throw SamplingError.emptyStopString(place: nil) }
        var settings = AnswerSettings()
        settings.maxTokens = maxTokens
        settings.sampling = sampling
        settings.stopStrings = stop.isEmpty ? wishes.stopStrings : stop
        return settings
    }

    private var firstLimit: String? {
        topK != nil ? "--top-k" : topP != nil ? "--top-p" : minP != nil ? "--min-p" : nil
    }
}
