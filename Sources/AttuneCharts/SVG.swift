/// The text of an SVG picture, built element by element.
struct SVG {
    private(set) var text = ""

    /// Appends an element; attribute values and the content are escaped.
    mutating func element(_ name: String, _ attributes: [(String, String)], _ content: String? = nil) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(SVG.escaped(value))\"" }
        text += content.map { ">\(SVG.escaped($0))</\(name)>\n" } ?? "/>\n"
    }

    /// Appends a line of text at a place.
    mutating func words(_ content: String, x: Double, y: Double, _ style: String, anchor: String = "start") {
        guard !content.isEmpty else { return }
        element("text", [("x", at(x)), ("y", at(y)), ("class", style), ("text-anchor", anchor)], content)
    }

    /// Appends a straight line.
    mutating func line(from start: (Double, Double), to end: (Double, Double), _ style: String) {
        element(
            "line",
            [("x1", at(start.0)), ("y1", at(start.1)), ("x2", at(end.0)), ("y2", at(end.1)), ("class", style)])
    }

    /// Appends what is already SVG.
    mutating func raw(_ markup: String) { text += markup }

    /// A coordinate as text.
    func at(_ value: Double) -> String { NumberText.coordinate(value) }

    /// Text for content and attributes; characters that XML has no place for become U+FFFD.
    static func escaped(_ content: String) -> String {
        var text = ""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\t", "\n", "\r": text += " "
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// About how wide a text is: most letters take up to 0.6 of the size, characters of East Asia a whole one.
    static func width(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 1.0 : 0.6) } * size
    }

    /// A text that fits a width, cut with an ellipsis.
    static func fitted(_ text: String, size: Double, into room: Double) -> String {
        guard width(text, size: size) > room else { return text }
        var short = text
        while !short.isEmpty, width(short, size: size) + size > room { short.removeLast() }
        return short + "…"
    }
}
