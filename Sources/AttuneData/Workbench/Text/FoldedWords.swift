/// The words of a text as numbers that agree when the words do, whatever their case, marks and punctuation.
struct FoldedWords {
    /// One hash a word.
    private(set) var hashes: [UInt64] = []
    /// The bytes of each word in the text, when they were asked for.
    private(set) var places: [Range<Int>] = []

    /// Cuts a text into words.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - seed: texts whose words are to be compared need the same one.
    ///   - keepsPlaces: whether the words' places are wanted.
    init(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64, keepsPlaces: Bool = false) {
        hashes.reserveCapacity(bytes.count / 5)
        FoldTable.shared.entries.withUnsafeBufferPointer { table in
            var reader = ScalarReader(bytes)
            var hash = seed
            var isInside = false
            var start = 0
            var end = 0
            func finish(_ words: inout FoldedWords) {
                guard isInside else { return }
                words.append(mixed(hash), start..<end, keepsPlaces)
                (hash, isInside) = (seed, false)
            }
            while true {
                let position = reader.position
                guard let scalar = reader.next() else { break }
                let entry = scalar < 0x10000 ? table[Int(scalar)] : FoldTable.astral(scalar)
                switch entry >> 16 {
                case FoldTable.Role.letter.rawValue:
                    if !isInside { start = position }
                    isInside = true
                    hash = step(hash, entry)
                    end = reader.position
                case FoldTable.Role.separator.rawValue: finish(&self)
                case FoldTable.Role.word.rawValue:
                    finish(&self)
                    append(mixed(step(seed, entry)), position..<reader.position, keepsPlaces)
                default: if isInside { end = reader.position }
                }
            }
            finish(&self)
        }
    }

    private mutating func append(_ hash: UInt64, _ place: Range<Int>, _ keepsPlaces: Bool) {
        hashes.append(hash)
        if keepsPlaces { places.append(place) }
    }
}

/// The characters of a text as numbers, folded like words, with one space between words.
struct FoldedCharacters {
    /// One hash a character.
    private(set) var hashes: [UInt64] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) {
        hashes.reserveCapacity(bytes.count)
        FoldTable.shared.entries.withUnsafeBufferPointer { table in
            var reader = ScalarReader(bytes)
            var needsSpace = false
            while let scalar = reader.next() {
                let entry = scalar < 0x10000 ? table[Int(scalar)] : FoldTable.astral(scalar)
                switch entry >> 16 {
                case FoldTable.Role.separator.rawValue: needsSpace = !hashes.isEmpty
                case FoldTable.Role.nothing.rawValue: break
                default:
                    if needsSpace { hashes.append(mixed(step(seed, 0x20))) }
                    needsSpace = false
                    hashes.append(mixed(step(seed, entry)))
                }
            }
        }
    }
}

@inline(__always)
private func step(_ hash: UInt64, _ entry: UInt32) -> UInt64 { (hash ^ UInt64(entry)) &* 0x0000_0100_0000_01B3 }

/// Spreads a number over 64 bits.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
@inline(__always)
func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
}
