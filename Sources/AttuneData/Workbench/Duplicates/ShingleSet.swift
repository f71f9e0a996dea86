/// The different runs of words or characters of a text, as sorted 32-bit hashes.
///
/// A text shorter than one run is one run. Two different runs share a hash with probability 2^-32.
public struct ShingleSet: Sendable, Equatable {
    /// The hashes, each once, ascending.
    public let hashes: [UInt32]

    /// Cuts a text as the settings say.
    public init(_ text: String, settings: DuplicateSettings) {
        let units: [UInt64] = text.withBytes { bytes in
            switch settings.shingle {
            case .words: FoldedWords(bytes, seed: settings.seed).hashes
            case .characters: FoldedCharacters(bytes, seed: settings.seed).hashes
            }
        }
        hashes = Self.unique(Self.runs(units, length: settings.shingle.length))
    }

    init(hashes: [UInt32]) { self.hashes = hashes }

    /// The common part of both, from 0 to 1; two empty sets have nothing in common.
    public func jaccard(_ other: ShingleSet) -> Double {
        let common = commonCount(other)
        let all = hashes.count + other.hashes.count - common
        return all == 0 ? 0 : Double(common) / Double(all)
    }

    private func commonCount(_ other: ShingleSet) -> Int {
        hashes.withUnsafeBufferPointer { a in
            other.hashes.withUnsafeBufferPointer { b in
                var (i, j, common) = (0, 0, 0)
                while i < a.count, j < b.count {
                    common += a[i] == b[j] ? 1 : 0
                    let (x, y) = (a[i], b[j])
                    i += x <= y ? 1 : 0
                    j += y <= x ? 1 : 0
                }
                return common
            }
        }
    }

    /// The hash of every run, from a polynomial that rolls over the units.
    private static func runs(_ units: [UInt64], length: Int) -> [UInt32] {
        guard !units.isEmpty else { return [] }
        let length = min(length, units.count)
        let base: UInt64 = 0x9E6C_63D0_876A_3F35
        let oldest = (1..<length).reduce(into: UInt64(1)) { power, _ in power = power &* base }
        return [UInt32](unsafeUninitializedCapacity: units.count - length + 1) { runs, count in
            var sum: UInt64 = 0
            for index in units.indices {
                if index >= length { sum = sum &- units[index - length] &* oldest }
                sum = sum &* base &+ units[index]
                guard index >= length - 1 else { continue }
                runs[count] = UInt32(truncatingIfNeeded: mixed(sum) >> 32)
                count += 1
            }
        }
    }

    private static func unique(_ runs: [UInt32]) -> [UInt32] {
        var sorted = sorted(runs)
        return sorted.withUnsafeMutableBufferPointer { hashes in
            var count = 0
            for hash in hashes where count == 0 || hashes[count - 1] != hash {
                hashes[count] = hash
                count += 1
            }
            return Array(hashes[0..<count])
        }
    }

    /// The hashes in ascending order, sorted by one byte after another, the lowest first: they lie all over their range.
    private static func sorted(_ hashes: [UInt32]) -> [UInt32] {
        guard hashes.count > 64 else { return hashes.sorted() }
        var hashes = hashes
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            var places = [Int](repeating: 0, count: 257)
            for hash in hashes { places[Int(hash >> shift & 0xFF) + 1] += 1 }
            for byte in 1..<256 { places[byte] += places[byte - 1] }
            hashes = [UInt32](unsafeUninitializedCapacity: hashes.count) { sorted, count in
                for hash in hashes {
                    let byte = Int(hash >> shift & 0xFF)
                    sorted[places[byte]] = hash
                    places[byte] += 1
                }
                count = hashes.count
            }
        }
        return hashes
    }
}
