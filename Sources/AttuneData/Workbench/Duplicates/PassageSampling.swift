/// Picks runs of words such that two texts with a common passage pick a common run of it.
///
/// Of every window of runs the one with the least hash is picked. Source: Schleimer, Wilkerson, Aiken, "Winnowing: local
/// algorithms for document fingerprinting", SIGMOD 2003: passages of runLength + window - 1 words are always found.
struct PassageSampling {
    /// A picked run.
    struct Sample: Equatable {
        let hash: UInt64
        let position: Int
    }

    let runLength: Int
    let window: Int

    /// The picked runs of a text, in order.
    func samples(_ words: [UInt64]) -> [Sample] {
        let hashes = hashes(words)
        guard hashes.count >= window else { return [] }
        var samples: [Sample] = []
        var best = -1
        for end in (window - 1)..<hashes.count {
            let start = end - window + 1
            if best < start {
                best = start
                for place in start...end where hashes[place] <= hashes[best] { best = place }
            } else if hashes[end] <= hashes[best] {
                best = end
            }
            if samples.last?.position != best { samples.append(Sample(hash: hashes[best], position: best)) }
        }
        return samples
    }

    /// The hash of every run, from a polynomial that rolls over the words.
    private func hashes(_ words: [UInt64]) -> [UInt64] {
        guard words.count >= runLength else { return [] }
        let base: UInt64 = 0xC6A4_A793_5BD1_E995
        let oldest = (1..<runLength).reduce(into: UInt64(1)) { power, _ in power = power &* base }
        var sum: UInt64 = 0
        var hashes: [UInt64] = []
        hashes.reserveCapacity(words.count - runLength + 1)
        for index in words.indices {
            if index >= runLength { sum = sum &- words[index - runLength] &* oldest }
            sum = sum &* base &+ words[index]
            if index >= runLength - 1 { hashes.append(mixed(sum)) }
        }
        return hashes
    }
}
