/// Everything that makes a tokenizer, as plain values.
///
/// It comes from `tokenizer.json` or from the metadata of a GGUF file. Vocabulary and merges stay spelled as there: a
/// byte-level vocabulary in GPT-2's alphabet of visible characters.
public struct TokenizerSource: Sendable, Equatable {
    /// Two tokens that merge into a third; the order of the merges is their rank.
    public struct Merge: Sendable, Equatable {
        /// The first token.
        public var left: Int32
        /// The second token.
        public var right: Int32
        /// The token that they become.
        public var merged: Int32

        /// Two tokens that merge into a third.
        public init(left: Int32, right: Int32, merged: Int32) {
            self.left = left
            self.right = right
            self.merged = merged
        }
    }

    /// The settings of the BPE model.
    public struct Model: Sendable, Equatable {
        /// The token of characters outside of the vocabulary.
        public var unknownToken: Int32?
        /// Whether adjacent unknown characters become one unknown token.
        public var fusesUnknown = false
        /// Whether characters outside of the vocabulary become tokens such as `<0xE2>`.
        public var fallsBackToBytes = false
        /// Whether a piece that is a token as a whole is not built by merges.
        public var ignoresMerges = false

        /// Settings with everything off.
        public init() {}
    }

    /// One item of the template around a text.
    public enum TemplateItem: Sendable, Equatable {
        /// The tokens of the text.
        case text
        /// A token by its id.
        case token(Int32)
    }

    /// The spelling of every token.
    public var vocabulary = TokenTable()
    /// The merges, best first.
    public var merges: [Merge] = []
    /// The rank of every merge where merges share ranks, of which the leftmost in the text comes first; otherwise empty.
    ///
    /// `tokenizer.json` has no such ranks: written there, each merge has its own, by its place.
    public var mergeRanks: [UInt32] = []
    /// The settings of the model.
    public var model = Model()
    /// The tokens that are found before anything else.
    public var addedTokens: [AddedToken] = []
    /// The changes of the text before it is cut.
    public var normalizers: [NormalizerStep] = []
    /// The steps that cut the text.
    public var preTokenizers: [PreTokenizerStep] = []
    /// What stands around the text when special tokens are asked for.
    public var template: [TemplateItem] = [.text]
    /// The steps from tokens to text.
    public var decoders: [DecoderStep] = []
    /// The tokens with a role.
    public var roles = TokenRoles()

    /// A source without tokens, to be filled.
    public init() {}
}

/// The ids of tokens with a role.
public struct TokenRoles: Sendable, Equatable {
    /// Begins a text.
    public var begin: Int32?
    /// Ends a text or a turn.
    public var end: Int32?
    /// Stands for what the vocabulary lacks.
    public var unknown: Int32?
    /// Fills rows up.
    public var padding: Int32?

    /// No roles.
    public init(begin: Int32? = nil, end: Int32? = nil, unknown: Int32? = nil, padding: Int32? = nil) {
        self.begin = begin
        self.end = end
        self.unknown = unknown
        self.padding = padding
    }
}
