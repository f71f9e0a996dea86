/// Canonical decomposition and composition with the tables of the reference.
///
/// The platform's tables are newer than the reference's; for equal ids the older ones decide.
struct CanonicalForm: Sendable {
    static let shared = CanonicalForm()

    private struct Mark {
        var value: UInt32
        var combiningClass: UInt8
        var sourceEnd: Int32
    }

    private var decompositions: [UInt32: [UInt32]] = [:]
    private var composites: [UInt64: UInt32] = [:]
    private var classes: [UInt32: UInt8] = [:]

    private init() {
        for row in hexadecimalRows(CanonicalTable.pairs) where row.count == 3 {
            decompositions[row[0]] = [row[1], row[2]]
            composites[UInt64(row[1]) << 32 | UInt64(row[2])] = row[0]
        }
        for row in hexadecimalRows(CanonicalTable.singletons) { decompositions[row[0]] = Array(row.dropFirst()) }
        for row in hexadecimalRows(CanonicalTable.classes) where row.count == 3 {
            for value in row[0]..<(row[0] + row[1]) { classes[value] = UInt8(truncatingIfNeeded: row[2]) }
        }
    }

    /// The text in canonical decomposition, composed again where asked.
    func normalize(_ text: AlignedText, composes: Bool) -> AlignedText {
        var marks: [Mark] = []
        marks.reserveCapacity(text.bytes.count)
        text.bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let (value, length) = decodedScalar(bytes, at: position, end: bytes.count)
                position += length
                decompose(value, text.sourceEnds[position - 1], into: &marks)
            }
        }
        reorder(&marks)
        if composes { compose(&marks) }
        var result = AlignedText()
        var sourceEnd = Int32.min
        for mark in marks {
            sourceEnd = max(sourceEnd, mark.sourceEnd)
            result.append(Array(UTF8.encode(Unicode.Scalar(repairing: mark.value)) ?? .init()), sourceEnd: sourceEnd)
        }
        return result
    }

    private func decompose(_ value: UInt32, _ sourceEnd: Int32, into marks: inout [Mark]) {
        if value < 0xC0 {
            marks.append(Mark(value: value, combiningClass: 0, sourceEnd: sourceEnd))
        } else if let parts = Hangul.decomposition(of: value) ?? decompositions[value] {
            for part in parts { decompose(part, sourceEnd, into: &marks) }
        } else {
            marks.append(Mark(value: value, combiningClass: classes[value] ?? 0, sourceEnd: sourceEnd))
        }
    }

    /// Sorts every run of marks by combining class, keeping the order of equal ones.
    private func reorder(_ marks: inout [Mark]) {
        var start = 0
        while start < marks.count {
            var end = start
            while end < marks.count, marks[end].combiningClass != 0 { end += 1 }
            if end > start + 1 {
                // The sort of the standard library keeps the order of equal elements since 5.0; the index makes it sure.
                let sorted = marks[start..<end].enumerated().sorted {
                    ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
                }
                marks.replaceSubrange(start..<end, with: sorted.map(\.element))
            }
            start = max(end, start) + 1
        }
    }

    private func compose(_ marks: inout [Mark]) {
        var count = 0
        var starter: Int?
        var lastClass: UInt8 = 0
        for mark in marks {
            let isAdjacent = lastClass == 0 || lastClass < mark.combiningClass
            if let starter, isAdjacent, let composite = composite(marks[starter].value, mark.value) {
                marks[starter].value = composite
                marks[starter].sourceEnd = max(marks[starter].sourceEnd, mark.sourceEnd)
                continue
            }
            if mark.combiningClass == 0 { starter = count }
            lastClass = mark.combiningClass
            marks[count] = mark
            count += 1
        }
        marks.removeLast(marks.count - count)
    }

    private func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
        Hangul.composition(first, second) ?? composites[UInt64(first) << 32 | UInt64(second)]
    }
}

/// The syllables of Hangul, which compose by arithmetic (Unicode 3.12).
private enum Hangul {
    static func decomposition(of value: UInt32) -> [UInt32]? {
        guard (0xAC00..<0xD7A4).contains(value) else { return nil }
        let index = value - 0xAC00
        let leadAndVowel = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
        return index % 28 == 0 ? leadAndVowel : leadAndVowel + [0x11A7 + index % 28]
    }

    static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
        }
        if (0xAC00..<0xD7A4).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8..<0x11C3).contains(second) {
            return first + (second - 0x11A7)
        }
        return nil
    }
}
