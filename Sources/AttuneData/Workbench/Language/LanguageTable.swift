internal import Foundation

/// The n-grams of all languages in one open-addressed hash table, with what each says about each language.
struct LanguageTable {
    /// What seeing an n-gram says: how much likelier than by smoothing alone, as a logarithm.
    struct Evidence {
        let language: UInt16
        let weight: Float
    }

    let languages: [String]
    private let slots: [Slot]
    private let evidence: [Evidence]
    private let shift: UInt64

    private struct Slot {
        var gram: UInt64 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
    }

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
        evidence = entries.map(\.evidence)
        var bits: UInt64 = 4
        while 1 << bits < entries.count { bits += 1 }
        shift = 64 - bits
        slots = Self.slots(entries.map(\.gram), bits: bits)
    }

    private static func slots(_ grams: [UInt64], bits: UInt64) -> [Slot] {
        var slots = [Slot](repeating: Slot(), count: 1 << bits)
        var start = 0
        while start < grams.count {
            var end = start + 1
            while end < grams.count, grams[end] == grams[start] { end += 1 }
            var place = hash(grams[start], shift: 64 - bits)
            while slots[place].count > 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = Slot(gram: grams[start], start: UInt32(start), count: UInt32(end - start))
            start = end
        }
        return slots
    }

    @inline(__always)
    private static func hash(_ gram: UInt64, shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (gram &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    /// Adds what the n-grams of a folded text say to the languages' scores; returns the number of known n-grams.
    ///
    /// Words in capitals say nothing. Source: langdetect 1.0.9, `NGram.add_char` and `Detector._extract_ngrams`.
    func score(_ units: [UInt16], folding: LanguageFolding, into scores: inout [Float]) -> Int {
        var known = 0
        scores.withUnsafeMutableBufferPointer { scores in
            slots.withUnsafeBufferPointer { slots in
                evidence.withUnsafeBufferPointer { evidence in
                    folding.isUpper.withUnsafeBufferPointer { isUpper in
                        var window = GramWindow()
                        for unit in units {
                            guard window.push(unit, isUpper: isUpper[Int(unit)]) else { continue }
                            known += look(window.one, slots, evidence, scores)
                            known += look(window.two, slots, evidence, scores)
                            known += look(window.three, slots, evidence, scores)
                        }
                    }
                }
            }
        }
        return known
    }

    @inline(__always)
    private func look(
        _ gram: UInt64, _ slots: UnsafeBufferPointer<Slot>, _ evidence: UnsafeBufferPointer<Evidence>,
        _ scores: UnsafeMutableBufferPointer<Float>
    ) -> Int {
        guard gram > 0 else { return 0 }
        var place = Self.hash(gram, shift: shift)
        while slots[place].count > 0 {
            let slot = slots[place]
            if slot.gram == gram {
                for index in Int(slot.start)..<Int(slot.start + slot.count) {
                    scores[Int(evidence[index].language)] += evidence[index].weight
                }
                return 1
            }
            place = (place + 1) & (slots.count - 1)
        }
        return 0
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
