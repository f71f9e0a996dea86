/// Texts from outside on their way into Markdown and its YAML header: whatever they hold, they stay texts.
enum Markdown {
    /// A text as one line of prose: nothing in it begins markup.
    static func plain(_ text: String) -> String {
        let markup = Set("\\`*_{}[]<>()#+-!|~&\"".unicodeScalars)
        return oneLine(text).unicodeScalars.reduce(into: "") { result, scalar in
            if markup.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
    }

    /// A text as code within a line, and within a cell of a table.
    static func code(_ text: String) -> String {
        let line = oneLine(text).replacing("|", with: "\\|")
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        let space = line.hasPrefix("`") || line.hasSuffix("`") || line.isEmpty ? " " : ""
        return fence + space + line + space + fence
    }

    /// A text of several lines as a block of code.
    static func block(_ text: String, language: String = "") -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).map(visible).joined(separator: "\n")
        return fence + language + "\n" + body + (body.hasSuffix("\n") ? "" : "\n") + fence + "\n"
    }

    /// A table of cells that are Markdown already; the first column leans left, the others right.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let rule = header.indices.map { $0 == 0 ? ":--" : "--:" }
        return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    /// A text in the YAML header, always in quotes: a language `no` is no truth value.
    static func yaml(_ text: String) -> String {
        let body = oneLine(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"" + body + "\""
    }

    /// Line breaks and other control characters become spaces.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func visible(_ line: Substring) -> String {
        String(String.UnicodeScalarView(line.unicodeScalars.map { isControl($0) && $0 != "\t" ? " " : $0 }))
    }

    /// What no line of text needs: control characters, and marks that turn the direction of what follows.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
        default:
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var (longest, current) = (0, 0)
        for other in text {
            current = other == character ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
