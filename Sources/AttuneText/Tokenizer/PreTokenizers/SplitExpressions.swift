extension SplitPattern {
    /// The regular expressions that have a hand-written scanner, as `tokenizer.json` spells them.
    public static var supportedExpressions: [String] { scanners.keys.sorted() }

    /// The scanner of this pattern, or nothing for an expression that has none.
    var words: WordPattern? {
        switch self {
        case .text(let text): .literal(Array(text.utf8))
        case .expression(let expression): Self.scanners[expression]
        }
    }

    /// GPT-2's expression.
    public static let gpt2Expression =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    /// Llama 3's expression: up to three digits a piece.
    public static let llama3Expression = caselessExpression(letters: #"\p{L}"#, numbers: #"\p{N}{1,3}"#)
    /// Qwen 2's expression: Llama 3's with every digit by itself.
    public static let qwen2Expression = caselessExpression(letters: #"\p{L}"#, numbers: #"\p{N}"#)
    /// Qwen 3.5's expression: marks count as letters.
    public static let qwen35Expression =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}"#
        + #"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    /// GPT-4o's expression.
    public static let gpt4oExpression = caseAwareExpression(
        contraction: #"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#, numbers: #"\p{N}{1,3}"#)
    /// Tekken's expression, of Mistral Nemo and later.
    public static let tekkenExpression = caseAwareExpression(contraction: "", numbers: #"\p{N}"#)
    /// The ideographs of DeepSeek-V3's second split.
    public static let ideographExpression = "[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+"
    /// DeepSeek-V3's third split.
    public static let deepSeekExpression =
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
        + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    /// The first split of llama.cpp's `default`.
    public static let punctuationExpression = #"[\p{P}\$\+<=>\^~\|]+"#
    /// GPT-2's expression without its last alternative, the second split of llama.cpp's `default`.
    public static let gpt2WithoutSpaceExpression =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#

    private static func caselessExpression(letters: String, numbers: String) -> String {
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\#(letters)+|\#(numbers)"#
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    private static func caseAwareExpression(contraction: String, numbers: String) -> String {
        let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
        let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
        return #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+\#(contraction)"#
            + #"|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*\#(contraction)"#
            + #"|\#(numbers)| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    private static let scanners: [String: WordPattern] = [
        gpt2Expression: .gpt2,
        llama3Expression: .caseless(CaselessWords(digitLimit: 3, takesMarks: false)),
        qwen2Expression: .caseless(CaselessWords(digitLimit: 1, takesMarks: false)),
        qwen35Expression: .caseless(CaselessWords(digitLimit: 1, takesMarks: true)),
        gpt4oExpression: .caseAware(CaseAwareWords(digitLimit: 3, takesContractions: true)),
        tekkenExpression: .caseAware(CaseAwareWords(digitLimit: 1, takesContractions: false)),
        #"\p{N}"#: .numbers(atMost: 1),
        #"\p{N}+"#: .numbers(atMost: .max),
        #"[0-9][0-9][0-9]"#: .threeDigits,
        punctuationExpression: .punctuation,
        // Without the last alternative a single white space stays between the matches: the same pieces.
        gpt2WithoutSpaceExpression: .gpt2,
        #"\p{N}{1,3}"#: .numbers(atMost: 3),
        ideographExpression: .ideographs,
        deepSeekExpression: .punctuated,
        " ": .literal([0x20]),
    ]
}
