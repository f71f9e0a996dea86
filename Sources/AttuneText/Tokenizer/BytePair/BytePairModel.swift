/// Byte pair encoding: the symbols of a piece and the merges between them.
struct BytePairModel: Sendable {
    let pairs: PairTable
    /// What a piece starts from.
    let symbols: Symbols
    /// Whole pieces that are a token without any merging, when the model says so.
    let wholePieces: ByteStringIndex?

    /// The symbols that merging starts from.
    enum Symbols: Sendable {
        /// A symbol a byte; -1 for a byte without a token, which is left out.
        case bytes([Int32])
        /// A symbol a character.
        case characters(CharacterSymbols)
    }

    /// Appends the tokens of one piece; the ends count in the text that holds the piece.
    @inline(__always)
    func encode(
        _ piece: PieceRange, of text: UnsafeBufferPointer<UInt8>, _ pairs: PairTable.Reader,
        _ merger: inout SymbolMerger
    ) {
        merger.removeAll()
        let range = Int(piece.start)..<Int(piece.end)
        if let id = wholePieces?.id(of: UnsafeBufferPointer(rebasing: text[range])) {
            merger.append(id, end: piece.end)
            return
        }
        switch symbols {
        case .bytes(let ids):
            for position in range where ids[Int(text[position])] >= 0 {
                merger.append(ids[Int(text[position])], end: Int32(truncatingIfNeeded: position + 1))
            }
        case .characters(let characters):
            characters.append(range, of: text, to: &merger)
        }
        merger.merge(pairs)
    }
}

/// The symbols of a model that starts from characters: their tokens, their bytes as tokens, or the unknown token.
struct CharacterSymbols: Sendable {
    let vocabulary: ByteStringIndex
    let unknown: Int32?
    let fusesUnknown: Bool
    /// The token of every byte when characters fall back to bytes, -1 for none.
    let byteTokens: [Int32]?

    /// Appends the symbols of a range.
    ///
    /// Source: tokenizers `models/bpe/model.rs`, `merge_word`; an unknown token that waits to be fused stays behind
    /// bytes that come after it, as there.
    func append(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to merger: inout SymbolMerger) {
        var waiting: Int32?
        var position = range.lowerBound
        while position < range.upperBound {
            let end = position + decodedScalar(text, at: position, end: range.upperBound).length
            if let id = vocabulary.id(of: UnsafeBufferPointer(rebasing: text[position..<end])) {
                flush(&waiting, to: &merger)
                merger.append(id, end: Int32(truncatingIfNeeded: end))
            } else if !appendBytes(position..<end, of: text, to: &merger), unknown != nil {
                if !fusesUnknown { flush(&waiting, to: &merger) }
                waiting = Int32(truncatingIfNeeded: end)
            }
            position = end
        }
        flush(&waiting, to: &merger)
    }

    private func flush(_ waiting: inout Int32?, to merger: inout SymbolMerger) {
        if let end = waiting, let unknown { merger.append(unknown, end: end) }
        waiting = nil
    }

    private func appendBytes(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to merger: inout SymbolMerger
    ) -> Bool {
        guard let byteTokens, range.allSatisfy({ byteTokens[Int(text[$0])] >= 0 }) else { return false }
        for position in range {
            merger.append(byteTokens[Int(text[position])], end: Int32(truncatingIfNeeded: position + 1))
        }
        return true
    }
}
