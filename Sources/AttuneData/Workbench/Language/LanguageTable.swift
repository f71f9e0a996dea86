internal import Foundation

/// The n-grams of all languages in one open-addressed hash table, with what each says about each language.
///
/// Whoever sees three characters has seen the last two and the last one as well. The row of an n-gram therefore holds its
/// own weights and those of its known endings, so that a character of a text costs one look-up and one row. Weights are
/// whole numbers of steps, a byte each, so that what most texts need stays in the processor's cache; their sums are exact,
/// in whatever order they are added up.
struct LanguageTable {
    let languages: [String]
    /// The size of a step, in nats: the heaviest weight of all is 255 of them.
    let step: Double
    private let slots: [Slot]
    private let weights: LanguageWeights

    private struct Slot {
        var gram: UInt64 = 0
        /// The number of the row.
        var row: UInt32 = 0
        /// How many of the n-gram and its endings are known; 0 in an empty slot.
        var known: UInt32 = 0
    }

    /// Source of the smoothing: langdetect 1.0.9, `detector.py`: alpha / 10000 is added to every share, alpha = 0.5.
    private static let smoothing = 0.5 / 10_000
    init(_ profiles: [LanguageProfiles.Profile]) {
        languages = profiles.map(\.code)
        let grams = Self.byFrequency(profiles)
        var slots = [Slot](repeating: Slot(), count: Self.slotCount(grams.count))
        for (number, gram) in grams.enumerated() {
            slots[Self.place(of: gram, slots)] = Slot(gram: gram, row: UInt32(number), known: 1)
        }
        let width = profiles.count
        var rows = [Float](repeating: 0, count: grams.count * width)
        for (language, profile) in profiles.enumerated() {
            for (gram, share) in profile.shares {
                rows[Int(slots[Self.place(of: gram, slots)].row) * width + language] = Self.weight(share)
            }
        }
        // Shorter n-grams are smaller numbers: an ending is complete before what ends with it.
        for gram in grams.sorted() {
            guard let ending = Self.ending(of: gram, slots) else { continue }
            let place = Self.place(of: gram, slots)
            slots[place].known += ending.known
            let (row, tail) = (Int(slots[place].row) * width, Int(ending.row) * width)
            for language in 0..<width { rows[row + language] += rows[tail + language] }
        }
        let step = max(.leastNormalMagnitude, (rows.max() ?? 0) / 255)
        self.step = Double(step)
        self.slots = slots
        weights = LanguageWeights(rows: grams.count, languages: width) { UInt8((rows[$0] / step).rounded()) }
    }

    /// All n-grams, the most frequent first: what most texts need lies close together, in the processor's cache.
    private static func byFrequency(_ profiles: [LanguageProfiles.Profile]) -> [UInt64] {
        var shares: [UInt64: Double] = [:]
        for (gram, share) in profiles.lazy.flatMap(\.shares) { shares[gram, default: 0] += share }
        return shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    /// What seeing an n-gram says: how much likelier than by smoothing alone, in nats.
    private static func weight(_ share: Double) -> Float { Float(log(1 + share / smoothing)) }

    /// A power of two that leaves at least half of the slots empty.
    private static func slotCount(_ grams: Int) -> Int {
        var count = 16
        while count < grams * 2 { count *= 2 }
        return count
    }

    /// The longest known n-gram that ends another one; a space alone is none.
    private static func ending(of gram: UInt64, _ slots: [Slot]) -> Slot? {
        let pair = gram & 0xFFFF_FFFF
        if pair != gram, slots[place(of: pair, slots)].known > 0 { return slots[place(of: pair, slots)] }
        let last = gram & 0xFFFF
        guard last != gram, last != UInt64(LanguageFolding.space) else { return nil }
        let slot = slots[place(of: last, slots)]
        return slot.known > 0 ? slot : nil
    }

    /// Where an n-gram lies, or the empty slot where it belongs.
    private static func place(of gram: UInt64, _ slots: [Slot]) -> Int {
        var place = firstPlace(of: gram, slots.count)
        while slots[place].known > 0, slots[place].gram != gram { place = (place + 1) & (slots.count - 1) }
        return place
    }

    /// Where the search for an n-gram begins: most lie there.
    @inline(__always)
    private static func firstPlace(of gram: UInt64, _ slotCount: Int) -> Int {
        Int(truncatingIfNeeded: (gram &* 0x9E37_79B9_7F4A_7C15) >> UInt64(slotCount.leadingZeroBitCount + 1))
    }
}

extension LanguageTable {
    /// What the n-grams of a folded text say for each language, in nats, and how many of them are known.
    ///
    /// Words in capitals say nothing. Source: langdetect 1.0.9, `NGram.add_char` and `Detector._extract_ngrams`.
    func score(_ units: [UInt16], folding: LanguageFolding) -> (scores: [Double], known: Int) {
        // First all look-ups, then all sums: rows lie far apart, and the processor waits for several of them at once.
        let (rows, known) = rows(of: units, folding)
        return (weights.sums(of: rows).map { Double($0) * step }, known)
    }

    /// The row of the longest known n-gram that ends with each character, in any order, and how many n-grams these stand
    /// for.
    private func rows(of units: [UInt16], _ folding: LanguageFolding) -> (rows: [UInt32], known: Int) {
        let grams = Self.grams(of: units, folding)
        var known = 0
        let rows = [UInt32](unsafeUninitializedCapacity: grams.count) { rows, count in
            let missed = [UInt64](unsafeUninitializedCapacity: grams.count) { missed, missedCount in
                // Without branches, so that many slots are on their way from memory at once: each gram is written to
                // both lists, and overwritten by the next one in the list where it does not belong.
                for gram in grams {
                    let slot = slots[Self.firstPlace(of: gram, slots.count)]
                    let isFound = slot.gram == gram ? 1 : 0
                    rows[count] = slot.row
                    missed[missedCount] = gram
                    count += isFound
                    missedCount += 1 - isFound
                    known += Int(slot.known) * isFound
                }
            }
            for gram in missed {
                let own = slots[Self.place(of: gram, slots)]
                guard let slot = own.known > 0 ? own : Self.ending(of: gram, slots) else { continue }
                rows[count] = slot.row
                count += 1
                known += Int(slot.known)
            }
        }
        return (rows, known)
    }

    /// The longest n-gram that ends with each character.
    private static func grams(of units: [UInt16], _ folding: LanguageFolding) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: units.count) { grams, count in
            var window = GramWindow()
            for unit in units where window.push(unit, isUpper: folding.isUpper[Int(unit)]) {
                grams[count] = window.longest
                count += 1
            }
        }
    }
}

/// The last characters, in which an n-gram ends with the newest.
private struct GramWindow {
    /// The longest such n-gram: three characters, or two at the beginning of a word.
    private(set) var longest = UInt64(LanguageFolding.space)
    private var lastIsSpace = true
    private var lastIsUpper = false
    private var isCapitals = false

    /// Takes a character; false when no n-gram ends with it.
    @inline(__always)
    mutating func push(_ unit: UInt16, isUpper: Bool) -> Bool {
        let isSpace = unit == LanguageFolding.space
        if lastIsSpace {
            if isSpace { return false }
            (longest, lastIsUpper, isCapitals) = (UInt64(LanguageFolding.space), false, false)
        }
        longest = (longest << 16 | UInt64(unit)) & 0xFFFF_FFFF_FFFF
        if isUpper { isCapitals = isCapitals || lastIsUpper } else { isCapitals = false }
        lastIsSpace = isSpace
        lastIsUpper = isUpper
        return !isCapitals
    }
}
