extension TokenizerSource {
    /// The most bytes that a piece with merges may have, so that finding them takes linear time.
    public static let maximumPieceBytes = 1024

    /// Makes the merges of a SentencePiece vocabulary, whose pieces have scores: every piece from any two that it joins.
    ///
    /// The piece with the highest score is merged first, and of equal scores the leftmost in the text, as llama.cpp does.
    /// In the list, of the merges to one piece that with the longest left part comes first, as Transformers writes them.
    ///
    /// - Parameters:
    ///   - scores: The score of every token of the vocabulary.
    ///   - isPiece: For every token of the vocabulary whether it is part or result of merges.
    /// - Throws: ``TokenizerError`` for a token that is there twice or a piece above ``maximumPieceBytes``.
    public mutating func makeMerges(scores: [Float], isPiece: [Bool]) throws(TokenizerError) {
        let index = ByteStringIndex(vocabulary)
        try refuseRepeats(index)
        merges.removeAll()
        mergeRanks.removeAll()
        var rank: UInt32 = 0
        var lastScore: Float?
        let pieces = isPiece.indices.filter { isPiece[$0] }
        for piece in pieces.sorted(by: { (scores[$1], $0) < (scores[$0], $1) }) {
            if let lastScore, scores[piece] < lastScore { rank += 1 }
            lastScore = scores[piece]
            try addMerges(to: piece, rank: rank, isPiece, index)
        }
    }

    /// Whether several pieces of text have the same rank, so that the place in the text decides.
    ///
    /// No `tokenizer.json` can say so: with one written from this source, a text may have other tokens.
    public var hasPiecesOfEqualRank: Bool {
        let added = Set(addedTokens.map(\.id))
        var last: (rank: UInt32, piece: Int32)?
        for (merge, rank) in zip(merges, mergeRanks) where !added.contains(merge.merged) {
            if let last, last.rank == rank, last.piece != merge.merged { return true }
            last = (rank, merge.merged)
        }
        return false
    }

    private func refuseRepeats(_ index: ByteStringIndex) throws(TokenizerError) {
        for id in 0..<vocabulary.count where !vocabulary[id].isEmpty {
            guard let other = index.id(of: vocabulary[id]), Int(other) != id else { continue }
            throw .repeatedToken(token: vocabulary.text(id), ids: [id, Int(other)])
        }
    }

    private mutating func addMerges(
        to piece: Int, rank: UInt32, _ isPiece: [Bool], _ index: ByteStringIndex
    ) throws(TokenizerError) {
        let bytes = vocabulary[piece]
        guard bytes.count <= Self.maximumPieceBytes else {
            throw .invalidValue(
                path: "tokens[\(piece)]", expected: "at most \(Self.maximumPieceBytes) bytes, found \(bytes.count)")
        }
        for border in bytes.indices.dropFirst().reversed() where bytes[border] & 0xC0 != 0x80 {
            guard let left = index.id(of: bytes[..<border]), isPiece[Int(left)],
                let right = index.id(of: bytes[border...]), isPiece[Int(right)]
            else { continue }
            merges.append(Merge(left: left, right: right, merged: Int32(truncatingIfNeeded: piece)))
            mergeRanks.append(rank)
        }
    }
}

extension TokenTable {
    /// The byte that a token such as `<0xE2>` stands for.
    public func byte(_ id: Int) -> UInt8? { byteToken(self[id]) }
}
