import AttuneText

/// How llama.cpp cuts text for each name that `tokenizer.ggml.pre` may have.
///
/// Source: llama.cpp `llama-vocab.cpp`, the names and expressions of the byte-level vocabularies.
struct GGUFPreTokenizer {
    let steps: [PreTokenizerStep]
    var ignoresMerges = false
    var addsBeginToken = false

    init(named name: String) throws(TokenizerError) {
        guard let family = Self.families[name] else {
            throw .unsupported(
                path: "tokenizer.ggml.pre", value: "the pre-tokenizer \(name)", supported: Self.families.keys.sorted())
        }
        self = family
    }

    private init(_ steps: [PreTokenizerStep], ignoresMerges: Bool = false, addsBeginToken: Bool = false) {
        self.steps = steps
        self.ignoresMerges = ignoresMerges
        self.addsBeginToken = addsBeginToken
    }

    private static func expressions(_ expressions: [String], ignoresMerges: Bool = false) -> GGUFPreTokenizer {
        let splits = expressions.map { PreTokenizerStep.split(.expression($0), .isolated, inverted: false) }
        return GGUFPreTokenizer(
            splits + [.byteLevel(addsPrefixSpace: false, cutsWords: false)], ignoresMerges: ignoresMerges)
    }

    private static let gpt2 = GGUFPreTokenizer([.byteLevel(addsPrefixSpace: false, cutsWords: true)])
    private static let digitsAndGPT2 = GGUFPreTokenizer([
        .digits(individual: true), .byteLevel(addsPrefixSpace: false, cutsWords: true),
    ])
    private static let llama3: GGUFPreTokenizer = {
        var family = expressions([SplitPattern.llama3Expression], ignoresMerges: true)
        family.addsBeginToken = true
        return family
    }()
    private static let qwen2 = expressions([SplitPattern.qwen2Expression])
    private static let gpt4o = expressions([SplitPattern.gpt4oExpression])
    private static let deepSeek3 = expressions([
        #"\p{N}{1,3}"#, SplitPattern.ideographExpression, SplitPattern.deepSeekExpression,
    ])

    private static let fallback = expressions([
        SplitPattern.punctuationExpression, SplitPattern.gpt2WithoutSpaceExpression, #"\p{N}+"#, "[0-9][0-9][0-9]",
    ])

    private static let families: [String: GGUFPreTokenizer] = [
        "default": fallback, "gpt-2": gpt2, "phi-2": gpt2, "olmo": gpt2, "mpt": gpt2, "jais": gpt2,
        "smollm": digitsAndGPT2, "starcoder": digitsAndGPT2, "refact": digitsAndGPT2, "command-r": digitsAndGPT2,
        "codeshell": digitsAndGPT2,
        "llama3": llama3, "llama-v3": llama3, "llama-bpe": llama3, "falcon3": llama3, "pixtral": llama3,
        "dbrx": expressions([SplitPattern.llama3Expression]),
        "smaug-bpe": expressions([SplitPattern.llama3Expression]),
        "qwen2": qwen2, "deepseek-r1-qwen": qwen2, "megrez": qwen2,
        "qwen35": expressions([SplitPattern.qwen35Expression]),
        "gpt-4o": gpt4o, "llama4": gpt4o,
        "tekken": expressions([SplitPattern.tekkenExpression], ignoresMerges: true),
        "deepseek-v3": deepSeek3,
    ]
}
