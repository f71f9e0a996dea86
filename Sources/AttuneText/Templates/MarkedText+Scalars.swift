/// Operations that Python counts in code points, and that keep the marks.
extension MarkedText {
    var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }

    /// The number of code points.
    var scalarCount: Int { bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }

    /// The byte offset of every code point, and the end.
    var scalarOffsets: [Int] { bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count] }

    var scalars: [Unicode.Scalar] {
        var cursor = ScalarCursor(bytes)
        var result: [Unicode.Scalar] = []
        while let next = cursor.next() { result.append(next.scalar) }
        return result
    }

    /// The text without leading or trailing scalars for which `drops` holds.
    func stripped(
        leading: Bool = true, trailing: Bool = true, where drops: (Unicode.Scalar) -> Bool = PythonCharacters.isSpace
    ) -> MarkedText {
        var start = 0
        var end = count
        if leading {
            var cursor = ScalarCursor(bytes)
            while let next = cursor.next(), drops(next.scalar) { start = next.range.upperBound }
        }
        while trailing, end > start {
            let last = scalarStart(before: end, in: bytes)
            var cursor = ScalarCursor(bytes, from: last, to: end)
            guard let next = cursor.next(), drops(next.scalar) else { break }
            end = last
        }
        return self[start..<end]
    }

    /// Where `needle` starts at or after `start`, as a byte offset.
    func firstOffset(of needle: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
        let end = end ?? count
        guard needle.count > 1 else {
            guard let only = needle.first else { return start <= end ? start : nil }
            return start < end ? bytes[start..<end].firstIndex(of: only) : nil
        }
        return ByteSearch(needle).firstOffset(in: bytes, from: start, to: end)
    }

    /// Where `needle` starts last inside a byte range.
    func lastOffset(of needle: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
        let end = end ?? count
        guard !needle.isEmpty else { return start <= end ? end : nil }
        return ByteSearch(needle.reversed()).lastOffset(in: bytes, from: start, to: end)
    }

    func matches(_ needle: [UInt8], at position: Int) -> Bool {
        guard position >= 0, position + needle.count <= count else { return false }
        for offset in needle.indices where bytes[position + offset] != needle[offset] { return false }
        return true
    }

    func hasPrefix(_ prefix: [UInt8]) -> Bool { matches(prefix, at: 0) }
    func hasSuffix(_ suffix: [UInt8]) -> Bool { matches(suffix, at: count - suffix.count) }

    /// The text a number of times over, put together by doubling.
    func repeated(_ times: Int) -> MarkedText {
        var result = MarkedText()
        guard !isEmpty, times > 0 else { return result }
        var power = self
        var rest = times
        while rest > 0 {
            if rest & 1 == 1 { result.append(power) }
            rest >>= 1
            if rest > 0 { power.append(power) }
        }
        return result
    }

    /// Each scalar replaced by a string, under the scalar's own mark.
    func mapScalars(_ transform: (Unicode.Scalar) -> String) -> MarkedText {
        var result = MarkedText()
        var start = 0
        for run in explicitRuns {
            var cursor = ScalarCursor(bytes, from: start, to: run.end)
            var mapped: [UInt8] = []
            while let next = cursor.next() { mapped.append(contentsOf: transform(next.scalar).utf8) }
            result.append(mapped, mark: run.mark)
            start = run.end
        }
        return result
    }

    /// The same marks over bytes changed one for one.
    func mapASCII(_ transform: (UInt8) -> UInt8) -> MarkedText {
        var result = MarkedText()
        var start = 0
        for run in explicitRuns {
            result.append(bytes[start..<run.end].map(transform), mark: run.mark)
            start = run.end
        }
        return result
    }
}
