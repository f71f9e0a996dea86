internal import AttuneFormats
internal import AttuneText

extension Tokenizer {
    /// A digest of everything that decides which ids a text gets.
    var fingerprint: [UInt8] {
        var hash = SHA256()
        for id in 0..<Int32(vocabularySize) {
            let token = bytes(of: id)
            withUnsafeBytes(of: UInt32(token.count).littleEndian) { hash.update($0) }
            hash.update(token)
        }
        var merges: [Int32] = []
        merges.reserveCapacity(source.merges.count * 3)
        for merge in source.merges { merges += [merge.left, merge.right, merge.merged] }
        merges.withUnsafeBytes { hash.update($0) }
        let rules =
            "\(source.model) \(source.addedTokens) \(source.normalizers) \(source.preTokenizers) \(source.template) "
            + "\(source.roles)"
        hash.update(Array(rules.utf8))
        return hash.bytes
    }
}
