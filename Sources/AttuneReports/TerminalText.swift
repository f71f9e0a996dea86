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
}
