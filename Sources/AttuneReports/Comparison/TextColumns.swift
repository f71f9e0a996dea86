/// Texts of several lines, broken into columns for a terminal.
enum TextColumns {
    /// A text in lines of at most `width` characters, broken between words where it can be.
    ///
    /// Control characters are written out; lines after the first are indented.
    static func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
        var lines: [String] = []
        for paragraph in TerminalText.printableLines(text).split(separator: "\n", omittingEmptySubsequences: true) {
            var line = ""
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
                append(word, to: &line, &lines, width: width, indent: indent)
            }
            lines.append(line)
        }
        return lines
    }

    private static func append(
        _ word: Substring, to line: inout String, _ lines: inout [String], width: Int, indent: Int
    ) {
        let space = String(repeating: " ", count: indent)
        if line.isEmpty && lines.isEmpty {
            line = String(word)
        } else if line.isEmpty {
            line = space + word
        } else if line.count + 1 + word.count <= width {
            line += " " + word
        } else {
            lines.append(line)
            line = space + word
        }
        while line.count > width, width > indent {
            lines.append(String(line.prefix(width)))
            line = space + line.dropFirst(width)
        }
    }

    /// Two texts beside each other, the first in a column of `width`.
    static func sideBySide(_ left: [String], _ right: [String], width: Int) -> [String] {
        (0..<max(left.count, right.count)).map { index in
            let first = index < left.count ? left[index] : ""
            let second = index < right.count ? right[index] : ""
            return first + String(repeating: " ", count: max(0, width - first.count)) + " | " + second
        }
    }
}
