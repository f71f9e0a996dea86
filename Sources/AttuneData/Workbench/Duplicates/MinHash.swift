/// Draws signatures of shingle sets, so that similar sets agree in many places, and cuts them into bands.
///
/// Each place is the least value of a x hash + b (mod 2^32, a odd) over the set. Source: Broder, "On the resemblance and
/// containment of documents", 1997; the hashes are mixed before, so that a multiplication suffices.
public struct MinHash: Sendable {
    private let multipliers: [UInt32]
    private let addends: [UInt32]
    private let bandHashes: Int

    /// Draws the hash functions.
    public init(_ settings: DuplicateSettings) {
        let count = settings.bands * settings.bandHashes
        let random = Philox(seed: settings.seed)
        let stream = RandomStream.minHash.rawValue
        let numbers = (0..<UInt64(count)).map { random.bits(stream: stream, index: $0) }
        multipliers = numbers.map { UInt32(truncatingIfNeeded: $0) | 1 }
        addends = numbers.map { UInt32(truncatingIfNeeded: $0 >> 32) }
        bandHashes = settings.bandHashes
    }

    /// The signature of a set: the share of places where two agree estimates their Jaccard similarity.
    public func signature(_ set: ShingleSet) -> [UInt32] {
        var signature = [UInt32](repeating: .max, count: multipliers.count)
        signature.withUnsafeMutableBufferPointer { least in
            multipliers.withUnsafeBufferPointer { a in
                addends.withUnsafeBufferPointer { b in
                    for hash in set.hashes {
                        for place in 0..<least.count {
                            least[place] = min(least[place], a[place] &* hash &+ b[place])
                        }
                    }
                }
            }
        }
        return signature
    }

    /// One key a band: rows that share one are compared.
    ///
    /// An empty set has none.
    public func bandKeys(_ set: ShingleSet) -> [UInt64] {
        guard !set.hashes.isEmpty else { return [] }
        let signature = signature(set)
        return stride(from: 0, to: signature.count, by: bandHashes).map { start in
            signature[start..<start + bandHashes].reduce(mixed(UInt64(start))) { mixed($0 ^ UInt64($1)) }
        }
    }
}
