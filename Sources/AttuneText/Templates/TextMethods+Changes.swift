/// Case, padding and affixes.
extension TemplateInterpreter {
    func changedText(
        _ name: String, _ text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> MarkedText {
        try spend(characters: text.count)
        switch name {
        case "upper": return text.uppercased()
        case "lower", "casefold": return text.lowercased()
        case "title": return text.titled()
        case "capitalize": return text.capitalized()
        case "swapcase":
            return text.mapScalars {
                $0.properties.isUppercase ? $0.properties.lowercaseMapping : $0.properties.uppercaseMapping
            }
        case "removeprefix", "removesuffix": return try withoutAffix(name, text, arguments)
        case "ljust", "rjust", "center", "zfill": return try padded(name, text, arguments)
        default: throw .unsupported(line: line, feature: "the method 'str.\(name)'")
        }
    }

    private func withoutAffix(
        _ name: String, _ text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(to: "affix", of: name, line: line)
        guard case .text(let affix)? = bound[0] else { throw fail("\(name) needs a text") }
        if name == "removeprefix" { return text.hasPrefix(affix.bytes) ? text[affix.count..<text.count] : text }
        return text.hasSuffix(affix.bytes) ? text[0..<text.count - affix.count] : text
    }

    private func padded(
        _ name: String, _ text: MarkedText, _ arguments: TemplateArguments
    ) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(to: "width", "fillchar", of: name, line: line)
        guard let width = bound[0].flatMap(integer) else { throw fail("\(name) needs a width") }
        var fill = MarkedText(name == "zfill" ? "0" : " ")
        if case .text(let given)? = bound[1] { fill = given }
        guard fill.scalarCount == 1 else { throw fail("the fill must be one character") }
        if name == "zfill", let sign = text.bytes.first, sign == 0x2B || sign == 0x2D {
            let digits = text[1..<text.count]
            var result = text[0..<1]
            result.append(try padded(digits, to: width - 1, with: fill, before: 1))
            return result
        }
        return try padded(text, to: width, with: fill, before: name == "ljust" ? 0 : name == "center" ? nil : 1)
    }

    /// Fills up to a width: all before (1), all after (0), or both sides as `str.center` does (nil).
    func padded(
        _ text: MarkedText, to width: Int, with fill: MarkedText, before: Int?
    ) throws(TemplateError) -> MarkedText {
        let missing = width - text.scalarCount
        guard missing > 0 else { return text }
        let (added, overflows) = missing.multipliedReportingOverflow(by: fill.count)
        try spend(bytes: overflows ? Int.max : text.count.addingReportingOverflow(added).partialValue.magnitudeOrMax)
        let left = before.map { $0 * missing } ?? (missing / 2 + (missing & width & 1))
        var result = fill.repeated(left)
        result.append(text)
        result.append(fill.repeated(missing - left))
        return result
    }
}

extension Int {
    /// The value, or the largest one where a sum went below zero.
    fileprivate var magnitudeOrMax: Int { self < 0 ? .max : self }
}

extension MarkedText {
    func uppercased() -> MarkedText {
        isASCII
            ? mapASCII { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 } : mapScalars { $0.properties.uppercaseMapping }
    }

    func lowercased() -> MarkedText {
        if isASCII { return mapASCII { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 } }
        return mapCase { _, lower in lower }
    }

    /// Each scalar by a choice between itself and its small letters, a final sigma included.
    private func mapCase(_ choose: (Unicode.Scalar, String) -> String) -> MarkedText {
        let all = scalars
        var place = -1
        return mapScalars { scalar in
            place += 1
            let isFinal = scalar == "\u{3A3}" && Self.endsWord(at: place, in: all)
            return choose(scalar, isFinal ? "\u{3C2}" : scalar.properties.lowercaseMapping)
        }
    }

    /// Whether a letter follows, but is not followed by, another one (Unicode's condition Final_Sigma).
    private static func endsWord(at place: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
        return before.map(PythonCharacters.isCased) == true && after.map(PythonCharacters.isCased) != true
    }

    /// `str.title`: a capital after everything that has no case.
    func titled() -> MarkedText {
        var followsCased = false
        return mapCase { scalar, lower in
            defer { followsCased = PythonCharacters.isCased(scalar) }
            return followsCased ? lower : scalar.properties.titlecaseMapping
        }
    }

    func capitalized() -> MarkedText {
        var isFirst = true
        return mapCase { scalar, lower in
            defer { isFirst = false }
            return isFirst ? scalar.properties.titlecaseMapping : lower
        }
    }
}
