internal import Foundation

/// The n-grams of all languages in one open-addressed hash table, with what each says about each language.
struct LanguageTable {
    /// What seeing an n-gram says: how much likelier than by smoothing alone, as a logarithm.
    struct Evidence {
        let language: UInt16
        let weight: Float
    }

    /// Four languages' scores.
    typealias Lane = SIMD4<Float>

    let languages: [String]
    private let slots: [Slot]
    private let evidence: [Evidence]
    /// The weights of n-grams that most languages know, for all languages: adding whole rows is quicker.
    private let rows: [Lane]
    private let shift: UInt64

    private struct Slot {
        var gram: UInt64 = 0
        /// The first evidence, or the first lane of the row.
        var start: UInt32 = 0
        /// How many there are; `wholeRow` for a row.
        var count: UInt32 = 0
    }

    private static let wholeRow = UInt32.max
    /// So many languages make a row quicker than a list.
    private static let rowLanguages = 8

    /// Source of the smoothing: langdetect 1.0.9, `detector.py`: alpha / 10000 is added to every share, alpha = 0.5.
    private static let smoothing = 0.5 / 10_000

    init(_ profiles: [LanguageProfiles.Profile]) {
        languages = profiles.map(\.code)
        var entries: [(gram: UInt64, evidence: Evidence)] = []
        for (number, profile) in profiles.enumerated() {
            for (gram, share) in profile.shares {
                let weight = Float(log(1 + share / Self.smoothing))
                entries.append((gram, Evidence(language: UInt16(number), weight: weight)))
            }
        }
        entries.sort { ($0.gram, $0.evidence.language) < ($1.gram, $1.evidence.language) }
        var bits: UInt64 = 4
        while 1 << bits < entries.count { bits += 1 }
        shift = 64 - bits
        evidence = entries.map(\.evidence)
        (slots, rows) = Self.slots(
            entries.map(\.gram), evidence, bits: bits, lanes: Self.laneCount(languages: profiles.count))
    }

    /// The lanes that hold the scores of all languages.
    var laneCount: Int { Self.laneCount(languages: languages.count) }

    private static func laneCount(languages: Int) -> Int { (languages + Lane.scalarCount - 1) / Lane.scalarCount }

    private static func slots(
        _ grams: [UInt64], _ evidence: [Evidence], bits: UInt64, lanes: Int
    ) -> (slots: [Slot], rows: [Lane]) {
        var slots = [Slot](repeating: Slot(), count: 1 << bits)
        var rows: [Lane] = []
        var start = 0
        while start < grams.count {
            var end = start + 1
            while end < grams.count, grams[end] == grams[start] { end += 1 }
            var place = hash(grams[start], shift: 64 - bits)
            while slots[place].count > 0 { place = (place + 1) & (slots.count - 1) }
            if end - start >= rowLanguages {
                slots[place] = Slot(gram: grams[start], start: UInt32(rows.count), count: wholeRow)
                rows += row(evidence[start..<end], lanes: lanes)
            } else {
                slots[place] = Slot(gram: grams[start], start: UInt32(start), count: UInt32(end - start))
            }
            start = end
        }
        return (slots, rows)
    }

    private static func row(_ evidence: ArraySlice<Evidence>, lanes: Int) -> [Lane] {
        var row = [Lane](repeating: .zero, count: lanes)
        for entry in evidence {
            let (lane, place) = Int(entry.language).quotientAndRemainder(dividingBy: Lane.scalarCount)
            row[lane][place] = entry.weight
        }
        return row
    }

    @inline(__always)
    private static func hash(_ gram: UInt64, shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (gram &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    /// What the n-grams of a folded text say for each language, and how many of them are known.
    ///
    /// Words in capitals say nothing. Source: langdetect 1.0.9, `NGram.add_char` and `Detector._extract_ngrams`.
    func score(_ units: [UInt16], folding: LanguageFolding) -> (scores: [Float], known: Int) {
        var known = 0
        var sums = [Lane](repeating: .zero, count: laneCount)
        let scores = sums.withUnsafeMutableBufferPointer { sums in
            slots.withUnsafeBufferPointer { slots in
                folding.isUpper.withUnsafeBufferPointer { isUpper in
                    var window = GramWindow()
                    for unit in units {
                        guard window.push(unit, isUpper: isUpper[Int(unit)]) else { continue }
                        known += look(window.one, slots, sums)
                        known += look(window.two, slots, sums)
                        known += look(window.three, slots, sums)
                    }
                }
            }
            return sums.withMemoryRebound(to: Float.self) { Array($0.prefix(languages.count)) }
        }
        return (scores, known)
    }

    /// Adds what an n-gram says; 1 when it is known.
    @inline(__always)
    private func look(
        _ gram: UInt64, _ slots: UnsafeBufferPointer<Slot>, _ sums: UnsafeMutableBufferPointer<Lane>
    ) -> Int {
        guard gram > 0 else { return 0 }
        var place = Self.hash(gram, shift: shift)
        while slots[place].count > 0 {
            if slots[place].gram == gram {
                add(slots[place], to: sums)
                return 1
            }
            place = (place + 1) & (slots.count - 1)
        }
        return 0
    }

    @inline(__always)
    private func add(_ slot: Slot, to sums: UnsafeMutableBufferPointer<Lane>) {
        let start = Int(slot.start)
        guard slot.count != Self.wholeRow else {
            return rows.withUnsafeBufferPointer { rows in
                for lane in 0..<sums.count { sums[lane] += rows[start + lane] }
            }
        }
        evidence.withUnsafeBufferPointer { evidence in
            sums.withMemoryRebound(to: Float.self) { scores in
                for entry in evidence[start..<start + Int(slot.count)] {
                    scores[Int(entry.language)] += entry.weight
                }
            }
        }
    }
}

/// The last three characters, and the n-grams that end with the newest; 0 stands for none.
private struct GramWindow {
    private(set) var one: UInt64 = 0
    private(set) var two: UInt64 = 0
    private(set) var three: UInt64 = 0
    private var last: UInt64 = UInt64(LanguageFolding.space)
    private var lastIsUpper = false
    private var isCapitals = false
    private var grams: UInt64 = UInt64(LanguageFolding.space)
    private var length = 1

    /// Takes a character; false when no n-gram ends with it.
    @inline(__always)
    mutating func push(_ unit: UInt16, isUpper: Bool) -> Bool {
        let isSpace = unit == LanguageFolding.space
        if last == UInt64(LanguageFolding.space) {
            (grams, length, isCapitals) = (UInt64(LanguageFolding.space), 1, false)
            lastIsUpper = false
            if isSpace { return false }
        }
        grams = (grams << 16 | UInt64(unit)) & 0xFFFF_FFFF_FFFF
        length = min(3, length + 1)
        if isUpper { isCapitals = isCapitals || lastIsUpper } else { isCapitals = false }
        last = UInt64(unit)
        lastIsUpper = isUpper
        one = isSpace ? 0 : UInt64(unit)
        two = grams & 0xFFFF_FFFF
        three = length == 3 ? grams : 0
        return !isCapitals
    }
}
