/// What the duplicate finder needs of a row: a pure function of its text, made on any thread.
public struct RowFingerprint: Sendable {
    let key: RowKey
    let shingles: ShingleSet
    let bandKeys: [UInt64]
}

/// Makes fingerprints.
public struct RowFingerprinter: Sendable {
    private let settings: DuplicateSettings
    private let minHash: MinHash

    /// Draws the hash functions.
    ///
    /// - Throws: `DuplicateError.outOfRange`.
    public init(_ settings: DuplicateSettings) throws {
        try settings.validate()
        self.settings = settings
        minHash = MinHash(settings)
    }

    /// A text's fingerprint.
    public func fingerprint(_ text: String) -> RowFingerprint { fingerprint(RowKey(text), text) }

    /// The fingerprint of a row, whose copies agree in prompt and in answer; `keys` spares digesting texts again.
    func fingerprint(_ texts: RowTexts, keys: RowTexts.Keys?) -> RowFingerprint {
        fingerprint((keys ?? RowTexts.Keys(texts)).joined, texts.whole)
    }

    private func fingerprint(_ key: RowKey, _ text: @autoclosure () -> String) -> RowFingerprint {
        guard settings.findsNearDuplicates else {
            return RowFingerprint(key: key, shingles: ShingleSet(hashes: []), bandKeys: [])
        }
        let shingles = ShingleSet(text(), settings: settings)
        return RowFingerprint(key: key, shingles: shingles, bandKeys: minHash.bandKeys(shingles))
    }

    /// The fingerprints of many texts in their order, made on all cores.
    public func fingerprints(_ texts: [String]) -> [RowFingerprint] { parallelMap(texts, fingerprint) }
}
