extension TokenTable {
    /// The merges that lines of two tokens and a space between them name.
    ///
    /// Tokens may hold spaces themselves; the first space at which both sides and their union are tokens counts.
    public func merges(spelled lines: some Collection<[UInt8]>) throws(TokenizerError) -> [TokenizerSource.Merge] {
        let index = ByteStringIndex(self)
        var merges: [TokenizerSource.Merge] = []
        merges.reserveCapacity(lines.count)
        for line in lines { merges.append(try merge(line: line, number: merges.count, index)) }
        return merges
    }

    /// The merge that a line of two tokens and a space between them names.
    func merge(
        line: [UInt8], number: Int, _ index: ByteStringIndex
    ) throws(TokenizerError) -> TokenizerSource.Merge {
        var missing = String(decoding: line, as: UTF8.self)
        for space in line.indices where line[space] == 0x20 {
            let (left, right) = (line[..<space], line[(space + 1)...])
            do { return try merge(left, right, number: number, index) } catch {
                if case .unknownMergeToken(_, let token) = error { missing = token }
            }
        }
        throw .unknownMergeToken(merge: number, token: missing)
    }

    /// The merge of two spelled tokens.
    func merge(
        _ left: some Collection<UInt8>, _ right: some Collection<UInt8>, number: Int, _ index: ByteStringIndex
    ) throws(TokenizerError) -> TokenizerSource.Merge {
        func find(_ token: some Collection<UInt8>) throws(TokenizerError) -> Int32 {
            guard let id = index.id(of: token) else {
                throw .unknownMergeToken(merge: number, token: String(decoding: token, as: UTF8.self))
            }
            return id
        }
        return TokenizerSource.Merge(
            left: try find(left), right: try find(right), merged: try find(Array(left) + Array(right)))
    }
}
