/// Texts from outside on their way to a terminal.
public enum TerminalText {
    /// A line in which control characters, such as the escape that begins a terminal's commands, are written out.
    public static func printable(_ line: some StringProtocol) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
            text += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return text
    }

    /// A name out of a file: on one line, without control and format characters, not too long.
    static func name(_ name: String) -> String {
        let most = 48
        var text = ""
        for scalar in name.unicodeScalars.prefix(most) {
            let category = scalar.properties.generalCategory
            text += [.control, .format].contains(category) ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return name.unicodeScalars.count > most ? text + "..." : text
    }

    /// Text of several lines, or a part of it, with its line feeds and without other control characters.
    public static func printableLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { printable($0) }.joined(separator: "\n")
    }
}
