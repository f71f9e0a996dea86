extension TokenizerSource {
    /// The highest number of tokens that a tokenizer may have.
    static let maximumTokenCount = 1 << 22

    /// Whether pieces are taken apart into bytes in the alphabet of GPT-2.
    var isByteLevel: Bool {
        preTokenizers.contains { step in if case .byteLevel = step { true } else { false } }
    }

    /// The vocabulary with the added tokens that are not in it.
    func spelledTokens() throws(TokenizerError) -> TokenTable {
        var added: [Int: [UInt8]] = [:]
        for token in addedTokens {
            let id = Int(token.id)
            guard id >= 0, id < Self.maximumTokenCount else {
                throw .invalidTokenID(token: token.content, id: id)
            }
            let isTaken = added[id] != nil || (id < vocabulary.count && !vocabulary[id].isEmpty)
            let present = added[id].map { $0[...] } ?? vocabulary[id]
            guard !isTaken || present.elementsEqual(token.content.utf8) else {
                throw .invalidTokenID(token: token.content, id: id)
            }
            added[id] = Array(token.content.utf8)
        }
        guard let highest = added.keys.max(), !added.isEmpty else { return vocabulary }
        try refuseConflicts(added)
        var tokens = TokenTable()
        for id in 0..<max(vocabulary.count, highest + 1) { tokens.append(added[id].map { $0[...] } ?? vocabulary[id]) }
        return tokens
    }

    /// An added token that is in the vocabulary too has the id that it has there.
    private func refuseConflicts(_ added: [Int: [UInt8]]) throws(TokenizerError) {
        let extra = added.filter { $0.key >= vocabulary.count || vocabulary[$0.key].isEmpty }
        guard !extra.isEmpty else { return }
        let index = ByteStringIndex(vocabulary)
        for (id, content) in extra {
            guard let other = index.id(of: content) else { continue }
            throw .conflictingAddedToken(
                token: String(decoding: content, as: UTF8.self), id: id, vocabularyID: Int(other))
        }
    }

    /// The cutting steps, ready to run.
    func pieceSteps() throws(TokenizerError) -> [PieceStep] {
        var steps: [PieceStep] = []
        for (index, step) in preTokenizers.enumerated() {
            switch step {
            case .split(let pattern, let behavior, let inverted):
                let path = "pre_tokenizer.pretokenizers[\(index)].pattern"
                steps.append(.cut(try pattern.supportedWords(path: path), behavior, inverted: inverted))
            case .digits(let individual): steps.append(.digits(individual: individual))
            case .byteLevel(let addsPrefixSpace, let cutsWords):
                guard index == preTokenizers.count - 1 else {
                    throw .unsupported(
                        path: "pre_tokenizer.pretokenizers[\(index + 1)]", value: "a step after ByteLevel",
                        supported: ["ByteLevel as the last step"])
                }
                if addsPrefixSpace { steps.append(.prefixSpace) }
                if cutsWords { steps.append(.cut(.gpt2, .isolated, inverted: false)) }
            case .metaspace(let replacement, let prefix, let cutsWords):
                let mark = Array(replacement.utf8)
                steps.append(.metaspace(mark: mark, prefix))
                if cutsWords { steps.append(.cut(.literal(mark), .mergedWithNext, inverted: false)) }
            }
        }
        return steps
    }

    /// The normalizer, after a look at its patterns.
    func checkedNormalizer() throws(TokenizerError) -> Normalizer {
        for (index, step) in normalizers.enumerated() {
            if case .replace(let pattern, _) = step {
                _ = try pattern.supportedWords(path: "normalizer.normalizers[\(index)].pattern")
            }
        }
        return Normalizer(normalizers)
    }

    /// The matchers of added tokens: of those in the text as it comes, and of those in normalized text.
    func addedTokensByKind(_ normalizer: Normalizer) -> (literal: AddedTokenMatcher, normalized: AddedTokenMatcher) {
        let tokens = addedTokens.filter { !$0.content.isEmpty }
        let literal = tokens.filter { !$0.isNormalized }
        let normalized = tokens.filter(\.isNormalized)
        return (
            AddedTokenMatcher(literal, contents: literal.map { Array($0.content.utf8) }),
            AddedTokenMatcher(normalized, contents: normalized.map { normalizer.normalize(Array($0.content.utf8)) })
        )
    }

    /// The tables of the model.
    func bytePairModel() throws(TokenizerError) -> BytePairModel {
        guard vocabulary.count <= Self.maximumTokenCount else {
            throw .invalidTokenID(token: vocabulary.text(vocabulary.count - 1), id: vocabulary.count - 1)
        }
        let words = ByteStringIndex(isByteLevel ? vocabularyBytes() : vocabulary)
        return BytePairModel(
            pairs: try pairTable(), symbols: symbols(words), wholePieces: model.ignoresMerges ? words : nil)
    }

    private func pairTable() throws(TokenizerError) -> PairTable {
        guard mergeRanks.isEmpty || mergeRanks.count == merges.count else {
            throw .invalidValue(path: "mergeRanks", expected: "\(merges.count) ranks, one for every merge")
        }
        var pairs = PairTable(capacity: merges.count)
        for (place, merge) in merges.enumerated() {
            for id in [merge.left, merge.right, merge.merged] where id < 0 || id >= vocabulary.count {
                throw .unknownMergeToken(merge: place, token: "\(id)")
            }
            let rank = mergeRanks.isEmpty ? UInt32(truncatingIfNeeded: place) : mergeRanks[place]
            pairs.insert(left: merge.left, right: merge.right, rank: rank, merged: merge.merged)
        }
        return pairs
    }

    /// The vocabulary as bytes; tokens that are not spelled in the byte alphabet are empty.
    private func vocabularyBytes() -> TokenTable {
        var bytes = TokenTable()
        for id in 0..<vocabulary.count { bytes.append(ByteAlphabet.bytes(spelled: vocabulary[id]) ?? []) }
        return bytes
    }

    private func symbols(_ words: ByteStringIndex) -> BytePairModel.Symbols {
        guard !isByteLevel else {
            return .bytes((0...UInt8.max).map { words.id(of: [$0]) ?? model.unknownToken ?? -1 })
        }
        let byteTokens = model.fallsBackToBytes ? self.byteTokens() : nil
        return .characters(
            CharacterSymbols(
                vocabulary: words, unknown: model.unknownToken, fusesUnknown: model.fusesUnknown,
                byteTokens: byteTokens))
    }

    private func byteTokens() -> [Int32] {
        var tokens = [Int32](repeating: -1, count: 256)
        for id in 0..<vocabulary.count {
            if let byte = byteToken(vocabulary[id]) { tokens[Int(byte)] = Int32(truncatingIfNeeded: id) }
        }
        return tokens
    }
}

extension SplitPattern {
    /// The scanner of this pattern.
    func supportedWords(path: String) throws(TokenizerError) -> WordPattern {
        if let words { return words }
        guard case .expression(let expression) = self else { return .literal([]) }
        throw .unsupported(
            path: path + ".Regex", value: "the expression \(expression)", supported: Self.supportedExpressions)
    }
}
