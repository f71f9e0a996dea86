/// The beginning of a text, folded for the look-up of n-grams.
///
/// Addresses of the web and of mail are left out, Vietnamese tone marks join their letters, and Latin letters are left
/// out of text that is mostly in another script. Source: langdetect 1.0.9, `detector.py`, `append` and `cleaning_text`;
/// unlike there an ideograph, kana or hangul syllable weighs as much as three Latin letters, as it does in writing.
struct LanguageText {
    /// The folded characters.
    private(set) var units: [UInt16] = []
    /// Whether hangul occurs: no Korean text does without it.
    private(set) var hasHangul = false
    private let folding: LanguageFolding

    init(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, folding: LanguageFolding) {
        self.folding = folding
        units.reserveCapacity(min(limit, bytes.count))
        if collect(bytes, limit) { dropForeignLatin() }
        folding.folded.withUnsafeBufferPointer { table in
            for index in units.indices { units[index] = table[Int(units[index])] }
        }
    }

    /// Takes the characters; whether any of them may be of another script than Latin.
    private mutating func collect(_ bytes: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Bool {
        var isForeign = false
        var reader = ScalarReader(bytes)
        var skipping = Skipping.nothing
        while units.count < limit {
            if skipping == .nothing { takePlain(&reader, limit) }
            guard units.count < limit, let scalar = reader.next() else { break }
            isForeign = isForeign || scalar >= 0x300
            if skipping != .nothing {
                if skipping.covers(scalar) { continue }
                skipping = .nothing
            }
            switch scalar {
            case 0x3A where endsWithScheme:  // ":" after http or https
                dropScheme()
                skipping = .web
            case 0x40 where dropMailbox(): skipping = .mail  // "@"
            case 0x300..<0x370:
                guard let last = units.last, let joined = folding.toned[UInt32(last) << 16 | scalar] else {
                    fallthrough
                }
                units[units.count - 1] = joined
            default: units.append(UInt16(exactly: scalar) ?? LanguageFolding.unknown)
            }
        }
        return isForeign
    }

    /// Takes eight characters at a time as long as they are ASCII and begin no address.
    private mutating func takePlain(_ reader: inout ScalarReader, _ limit: Int) {
        while limit - units.count >= 8,
            let eight = reader.nextEightASCII(unless: { $0.flags(0x3A...0x3A) | $0.flags(0x40...0x40) != 0 })
        {
            let bytes = unsafeBitCast(eight.word.littleEndian, to: SIMD8<UInt8>.self)
            withUnsafeBytes(of: SIMD8<UInt16>(truncatingIfNeeded: bytes)) {
                units.append(contentsOf: $0.bindMemory(to: UInt16.self))
            }
        }
    }

    /// What is being passed over.
    private enum Skipping {
        case nothing, web, mail

        func covers(_ scalar: UInt32) -> Bool {
            guard scalar < 0x80 else { return false }
            let byte = UInt8(scalar)
            if isAddressCharacter(UInt16(byte)) { return true }
            return self == .web && "?&~;+=/#".utf8.contains(byte)
        }
    }

    private var endsWithScheme: Bool {
        ends(with: "http") || ends(with: "https")
    }

    private func ends(with word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard units.count >= count else { return false }
        for index in 0..<count where units[units.count - count + index] != UInt16(word.utf8Start[index]) {
            return false
        }
        return true
    }

    private mutating func dropScheme() {
        units.removeLast(ends(with: "https") ? 5 : 4)
        units.append(LanguageFolding.space)
    }

    /// Drops what stands before the sign of a mail address; false when nothing does.
    private mutating func dropMailbox() -> Bool {
        var count = 0
        while count < 64, count < units.count, isAddressCharacter(units[units.count - 1 - count]) { count += 1 }
        guard count > 0 else { return false }
        units.removeLast(count)
        units.append(LanguageFolding.space)
        return true
    }

    private mutating func dropForeignLatin() {
        var latin = 0
        var other = 0
        for unit in units {
            if unit >= 0x41, unit <= 0x7A {
                latin += 1
            } else if unit >= 0x300, !(0x1E00..<0x1F00).contains(unit), !(0x2000..<0x2070).contains(unit) {
                let isSyllable = (0x3040..<0xA000).contains(unit) || (0xAC00..<0xD7B0).contains(unit)
                other += isSyllable ? 3 : 1
                if (0xAC00..<0xD7B0).contains(unit) || (0x1100..<0x1200).contains(unit) { hasHangul = true }
            }
        }
        if latin * 2 < other { units.removeAll { $0 >= 0x41 && $0 <= 0x7A } }
    }
}

/// Letters, digits, and the signs that addresses of web and mail share.
private func isAddressCharacter(_ unit: UInt16) -> Bool {
    switch unit {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
}
