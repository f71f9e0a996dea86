/// Turns text into token ids and back, with the ids of the reference libraries.
///
/// Byte-level and byte-fallback BPE. A value of this type can be shared between threads. Ids and decoded text equal
/// those of the `tokenizers` library on the same `tokenizer.json`, and of llama.cpp on the same GGUF file.
public struct Tokenizer: Sendable {
    /// What the tokenizer was made from.
    public let source: TokenizerSource
    let model: BytePairModel
    let normalizer: Normalizer
    let cuts: [PieceStep]
    let literalTokens: AddedTokenMatcher
    let normalizedTokens: AddedTokenMatcher
    let decoder: TokenDecoder
    private let specialIDs: Set<Int32>
    private let index: ByteStringIndex

    /// Builds the tables of a tokenizer.
    ///
    /// - Throws: ``TokenizerError`` for a source whose parts do not fit together.
    public init(_ source: TokenizerSource) throws {
        self.source = source
        let spelled = try source.spelledTokens()
        cuts = try source.pieceSteps()
        model = try source.bytePairModel()
        normalizer = try source.checkedNormalizer()
        let (literal, normalized) = source.addedTokensByKind(normalizer)
        (literalTokens, normalizedTokens) = (literal, normalized)
        decoder = try TokenDecoder(spelled, source.decoders)
        specialIDs = Set(source.addedTokens.lazy.filter(\.isSpecial).map(\.id))
        index = ByteStringIndex(decoder.tokens)
    }

    /// One more than the highest token id, added tokens included.
    public var vocabularySize: Int { decoder.tokens.count }
    /// The token that begins a text, if the tokenizer names one.
    public var beginToken: Int32? { source.roles.begin }
    /// The token that ends a text or a turn, if the tokenizer names one.
    public var endToken: Int32? { source.roles.end }
    /// The added tokens that are special.
    public var specialTokens: [AddedToken] { source.addedTokens.filter(\.isSpecial) }

    /// Whether a token is special.
    public func isSpecial(_ id: Int32) -> Bool { specialIDs.contains(id) }

    /// The id of the token that stands for exactly these bytes; added tokens come first.
    public func id(of token: some Sequence<UInt8>) -> Int32? {
        let bytes = Array(token)
        if let added = source.addedTokens.first(where: { $0.content.utf8.elementsEqual(bytes) }) { return added.id }
        return index.id(of: bytes)
    }

    /// The bytes that a token stands for, empty for an id without a token.
    public func bytes(of id: Int32) -> [UInt8] { Array(decoder.tokens[Int(id)]) }

    /// Token ids of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - addsSpecialTokens: Whether the template's tokens, such as the one that begins a text, are put around it.
    ///   - parsesSpecials: Whether special tokens spelled out in the text become these tokens.
    /// - Returns: The ids.
    /// - Throws: ``TokenizerError/textTooLong(bytes:)``.
    public func encode(
        _ text: String, addsSpecialTokens: Bool = false, parsesSpecials: Bool = true
    ) throws -> [Int32] {
        try encode([TextPiece(text: text, parsesSpecials: parsesSpecials)], addsSpecialTokens: addsSpecialTokens).ids
    }

    /// Token ids of text in pieces, and where each token ends.
    ///
    /// The pieces are one text: words and merges run across their borders, so that the ids are those of the whole.
    /// Special tokens match inside of pieces that parse them only; other added tokens match everywhere.
    public func encode(_ pieces: [TextPiece], addsSpecialTokens: Bool) throws -> Encoding {
        let text = try PiecedText(pieces)
        var encoding = encode(text)
        if addsSpecialTokens { addTemplate(to: &encoding, textBytes: text.bytes.count) }
        return encoding
    }

    private func addTemplate(to encoding: inout Encoding, textBytes: Int) {
        let parts = source.template.split(separator: .text, maxSplits: 1, omittingEmptySubsequences: false)
        let tokens = parts.map { part in
            part.compactMap { item in if case .token(let id) = item { id } else { nil } }
        }
        guard let before = tokens.first, let after = tokens.dropFirst().first else { return }
        encoding.ids = before + encoding.ids + after
        encoding.ends = before.map { _ in 0 } + encoding.ends + after.map { _ in textBytes }
    }

    /// The text of token ids.
    ///
    /// Ids without a token are left out, malformed bytes become U+FFFD.
    ///
    /// - Parameters:
    ///   - ids: The ids.
    ///   - skipsSpecials: Whether special tokens are left out.
    /// - Returns: The text.
    public func decode(_ ids: some Sequence<Int32>, skipsSpecials: Bool = false) -> String {
        decoder.decode(ids, skipped: skipsSpecials ? specialIDs : [])
    }

    /// A decoder that takes ids one at a time.
    public func streamingDecoder(skipsSpecials: Bool = false) -> StreamingDecoder {
        StreamingDecoder(decoder, skipped: skipsSpecials ? specialIDs : [])
    }
}
