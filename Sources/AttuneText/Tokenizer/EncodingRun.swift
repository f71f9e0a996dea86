extension Tokenizer {
    /// The tokens of a text, without the template.
    func encode(_ text: PiecedText) -> Encoding {
        ScalarTraitMap.shared.values.withUnsafeBufferPointer { traits in
            model.pairs.withReader { pairs in
                var run = EncodingRun(tokenizer: self, traits: traits, pairs: pairs)
                run.encode(text)
                return Encoding(ids: run.ids, ends: run.ends)
            }
        }
    }
}

/// The state of one encoding: where the tokens go, and memory that is used again for every piece.
private struct EncodingRun {
    let tokenizer: Tokenizer
    let traits: UnsafeBufferPointer<UInt16>
    let pairs: PairTable.Reader
    private var merger = SymbolMerger()
    private(set) var ids: [Int32] = []
    private(set) var ends: [Int] = []

    init(tokenizer: Tokenizer, traits: UnsafeBufferPointer<UInt16>, pairs: PairTable.Reader) {
        self.tokenizer = tokenizer
        self.traits = traits
        self.pairs = pairs
    }

    /// Added tokens first, then each stretch of text between them.
    mutating func encode(_ text: PiecedText) {
        let stretches = text.bytes.withUnsafeBufferPointer {
            tokenizer.literalTokens.cut(scanned($0), from: 0, to: $0.count, parsing: text.parsing)
        }
        for stretch in stretches {
            if let token = stretch.token { append(token, end: stretch.end) } else { encode(stretch, of: text) }
        }
    }

    private func scanned(_ bytes: UnsafeBufferPointer<UInt8>) -> ScannedText {
        ScannedText(bytes: bytes, traits: traits)
    }

    @inline(__always)
    private mutating func append(_ id: Int32, end: Int) {
        ids.append(id)
        ends.append(max(end, ends.last ?? 0))
    }

    /// Normalizes a stretch and looks for the added tokens of normalized text in it.
    private mutating func encode(_ stretch: TextStretch, of text: PiecedText) {
        let aligned = text.bytes.withUnsafeBufferPointer {
            tokenizer.normalizer.normalize(scanned($0), from: stretch.start, to: stretch.end)
        }
        let parts = WorkingText(aligned, or: text.bytes, stretch).parted(by: tokenizer.normalizedTokens, text, traits)
        for (part, token) in parts {
            if let token { append(token, end: part.sourceEnd(of: part.pieces.last)) } else { encode(part) }
        }
    }

    /// Cuts the text into pieces and merges each.
    private mutating func encode(_ text: WorkingText) {
        var text = text
        for step in tokenizer.cuts { text.apply(step, traits) }
        let model = tokenizer.model
        text.bytes.withUnsafeBufferPointer { bytes in
            for piece in text.pieces {
                model.encode(piece, of: bytes, pairs, &merger)
                ids.append(contentsOf: merger.ids)
                appendEnds(text.sourceEnds)
            }
        }
    }

    @inline(__always)
    private mutating func appendEnds(_ sourceEnds: [Int32]?) {
        guard let sourceEnds else {
            for end in merger.ends { ends.append(Int(end)) }
            return
        }
        for end in merger.ends { ends.append(max(Int(sourceEnds[Int(end) - 1]), ends.last ?? 0)) }
    }
}
