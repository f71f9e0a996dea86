/// Splitting, joining and replacing; every part keeps its marks.
extension TemplateInterpreter {
    func split(
        _ text: MarkedText, _ arguments: TemplateArguments, fromEnd: Bool
    ) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "sep", "maxsplit", of: "split", line: line)
        let limit = bound[1].flatMap(integer) ?? -1
        let ranges: [Range<Int>]
        switch bound[0] {
        case nil, .some(.none): ranges = text.words(limit: limit, fromEnd: fromEnd)
        case .some(.text(let separator)):
            guard !separator.isEmpty else { throw fail("the separator is empty") }
            let all = text.offsets(of: separator.bytes, fromEnd: fromEnd)
            let kept = limit < 0 ? all[...] : fromEnd ? all.suffix(limit) : all.prefix(limit)
            ranges = Self.gaps(Array(kept), width: separator.count, end: text.count)
        default: throw fail("split needs a text")
        }
        return .list(try newList(ranges.map { .text(text[$0]) }))
    }

    private static func gaps(_ offsets: [Int], width: Int, end: Int) -> [Range<Int>] {
        var start = 0
        var ranges: [Range<Int>] = []
        for offset in offsets {
            ranges.append(start..<offset)
            start = offset + width
        }
        return ranges + [start..<end]
    }

    func splitLines(_ text: MarkedText, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "keepends", of: "splitlines", line: line)
        let keepsEnds = bound[0]?.isTrue ?? false
        var lines: [TemplateValue] = []
        var cursor = ScalarCursor(text.bytes)
        var start = 0
        while let next = cursor.next() {
            guard [0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029].contains(next.scalar.value) else {
                continue
            }
            var end = next.range.upperBound
            if next.scalar == "\r", text.matches([0x0A], at: end) { end += 1 }
            cursor.offset = end
            lines.append(.text(text[start..<(keepsEnds ? end : next.range.lowerBound)]))
            start = end
        }
        if start < text.count { lines.append(.text(text[start..<text.count])) }
        return .list(try newList(lines))
    }

    func partition(
        _ text: MarkedText, _ arguments: TemplateArguments, fromEnd: Bool
    ) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "sep", of: "partition", line: line)
        guard case .text(let separator)? = bound[0], !separator.isEmpty else { throw fail("partition needs a text") }
        let found = fromEnd ? text.lastOffset(of: separator.bytes) : text.firstOffset(of: separator.bytes)
        guard let found else {
            let parts: [TemplateValue] = [.emptyText, .emptyText]
            return .tuple(TemplateList(fromEnd ? parts + [.text(text)] : [.text(text)] + parts))
        }
        let after = found + separator.count
        return .tuple(
            TemplateList([
                .text(text[0..<found]), .text(text[found..<after]), .text(text[after..<text.count]),
            ]))
    }

    func replace(
        _ old: MarkedText, by new: MarkedText, in text: MarkedText, limit: Int
    ) throws(TemplateError) -> MarkedText {
        var offsets = old.isEmpty ? text.scalarOffsets : text.offsets(of: old.bytes)
        if limit >= 0 { offsets = Array(offsets.prefix(limit)) }
        guard !offsets.isEmpty else { return text }
        let (added, overflows) = offsets.count.multipliedReportingOverflow(by: new.count)
        try spend(bytes: overflows ? Int.max : max(text.count - offsets.count * old.count + added, 0))
        var result = MarkedText()
        var start = 0
        for offset in offsets {
            result.append(text[start..<offset])
            result.append(new)
            start = offset + old.count
        }
        result.append(text[start..<text.count])
        return result
    }

    /// The items with a text between them; other values are turned into text where `converts` says so.
    func join(
        _ items: [TemplateValue], with separator: MarkedText, converts: Bool = true
    ) throws(TemplateError) -> MarkedText {
        var result = MarkedText()
        for (place, item) in items.enumerated() {
            if place > 0 { result.append(separator) }
            if case .text(let part) = item {
                result.append(part)
            } else {
                guard converts else { throw fail("join needs texts, not a value of type \(item.typeName)") }
                result.append(try text(of: item))
            }
            guard result.count <= context.limits.outputBytes else { return try tooLong(result) }
        }
        try spend(bytes: result.count)
        return result
    }

    private func tooLong(_ text: MarkedText) throws(TemplateError) -> MarkedText {
        try spend(bytes: text.count)
        return text
    }
}

extension MarkedText {
    /// Where a text occurs, without overlaps, in order; counted from the end where `fromEnd` says so.
    func offsets(of part: [UInt8], fromEnd: Bool = false) -> [Int] {
        var found: [Int] = []
        if fromEnd {
            let search = ByteSearch(part.reversed())
            var end = count
            while let offset = search.lastOffset(in: bytes, from: 0, to: end) {
                found.append(offset)
                end = offset
            }
            return found.reversed()
        }
        let search = ByteSearch(part)
        var start = 0
        while let offset = search.firstOffset(in: bytes, from: start, to: count) {
            found.append(offset)
            start = offset + part.count
        }
        return found
    }

    /// The words between runs of whitespace, as `split()` gives them; the last (or first) one keeps the rest.
    func words(limit: Int, fromEnd: Bool) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var cursor = ScalarCursor(bytes)
        var start: Int?
        while let next = cursor.next() {
            if PythonCharacters.isSpace(next.scalar) {
                if let begun = start { words.append(begun..<next.range.lowerBound) }
                start = nil
            } else if start == nil {
                start = next.range.lowerBound
            }
        }
        if let begun = start { words.append(begun..<count) }
        guard limit >= 0, words.count > limit else { return words }
        if fromEnd { return [0..<words[words.count - limit - 1].upperBound] + words.suffix(limit) }
        return Array(words.prefix(limit)) + [words[limit].lowerBound..<count]
    }

    /// Whether all scalars fit, and there is one.
    func all(_ fits: (Unicode.Scalar) -> Bool) -> Bool {
        var cursor = ScalarCursor(bytes)
        while let next = cursor.next() { if !fits(next.scalar) { return false } }
        return !isEmpty
    }

    /// Whether there is a cased scalar, and all cased ones fit.
    func hasCase(_ fits: (Unicode.Scalar) -> Bool) -> Bool {
        let cased = scalars.filter { PythonCharacters.isCased($0) }
        return !cased.isEmpty && cased.allSatisfy(fits)
    }
}
