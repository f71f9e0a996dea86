import AttuneText

/// The visible character in the place of spaces.
private let spaceMark = "\u{2581}"

extension TokenizerSource {
    /// Reads a SentencePiece vocabulary with scores.
    ///
    /// The steps are those of Transformers' converter for such vocabularies; the order of the merges is that of llama.cpp.
    mutating func readPieces(_ vocabulary: GGUFVocabulary) throws(TokenizerError) {
        try vocabulary.checkScores()
        try vocabulary.checkBytes(self.vocabulary)
        let hasPrefix = vocabulary.addsSpacePrefix ?? true
        normalizers = [.replace(.text(" "), with: spaceMark)]
        decoders = [.replace(spaceMark, with: " "), .byteFallback, .fuse]
        if hasPrefix {
            normalizers.insert(.prepend(spaceMark), at: 0)
            decoders.append(.strip(" ", start: 1, stop: 0))
        }
        model.unknownToken = roles.unknown
        model.fusesUnknown = true
        model.fallsBackToBytes = true
        template = vocabulary.template(addsBeginTokenByDefault: true)
        try makeMerges(scores: vocabulary.scores, isPiece: vocabulary.piecesOfText(self.vocabulary))
    }
}

extension GGUFVocabulary {
    /// Refuses scores that give no order.
    fileprivate func checkScores() throws(TokenizerError) {
        let path = "tokenizer.ggml.scores"
        guard scores.count == tokens.count else {
            throw .invalidValue(path: path, expected: "\(tokens.count) numbers, one for every token")
        }
        if let index = scores.firstIndex(where: \.isNaN) {
            throw .invalidValue(path: "\(path)[\(index)]", expected: "a number, found NaN")
        }
    }

    /// Refuses a vocabulary in which a byte has no token: any character may need it.
    fileprivate func checkBytes(_ table: TokenTable) throws(TokenizerError) {
        var owners = [Int?](repeating: nil, count: 256)
        for id in tokens.indices {
            if let byte = table.byte(id) {
                if let other = owners[Int(byte)], table.byte(other) != nil {
                    throw .repeatedToken(token: table.text(id), ids: [other, id])
                }
                owners[Int(byte)] = id
            } else if kind(id) == .byte {
                throw .invalidValue(path: "tokenizer.ggml.tokens[\(id)]", expected: "a byte such as <0x0A>")
            } else if let byte = tokens[id].first, tokens[id].count == 1, owners[Int(byte)] == nil {
                owners[Int(byte)] = id
            }
        }
        guard let missing = owners.firstIndex(of: nil) else { return }
        let digits = String(missing, radix: 16, uppercase: true)
        let spelled = "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
        throw .invalidValue(path: "tokenizer.ggml.tokens", expected: "a token \(spelled) for the byte \(missing)")
    }

    /// The tokens that text is built from: no structure and no bytes, so that no text can spell these out.
    fileprivate func piecesOfText(_ table: TokenTable) -> [Bool] {
        tokens.indices.map { id in
            switch kind(id) {
            case .normal, .userDefined, .unused: !tokens[id].isEmpty && table.byte(id) == nil
            case .control, .unknown, .byte: false
            }
        }
    }
}
