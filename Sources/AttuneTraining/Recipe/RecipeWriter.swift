extension Recipe {
    /// The recipe as YAML with every field written out, in a fixed order.
    ///
    /// Reading the text again gives an equal recipe, unless a text begins with a byte order mark, which the parser drops.
    public func resolvedYAML() -> String {
        var text = ""
        RecipeWriter.append(content, indentation: 0, to: &text)
        return text
    }
}

/// Writes the tree of a recipe as YAML.
enum RecipeWriter {
    static func append(_ content: RecipeNode.Content, indentation: Int, to text: inout String) {
        let space = String(repeating: " ", count: indentation)
        switch content {
        case .map(let members):
            for member in members { append(member, space, indentation, to: &text) }
        case .list(let elements):
            for element in elements {
                guard case .map(let members) = element.content, !members.isEmpty else {
                    text += "\(space)- \(flow(element.content))\n"
                    continue
                }
                var block = ""
                append(element.content, indentation: indentation + 2, to: &block)
                text += "\(space)- " + block.dropFirst(indentation + 2)
            }
        case .scalar: text += "\(space)\(flow(content))\n"
        }
    }

    private static func append(_ member: RecipeNode.Member, _ space: String, _ indentation: Int, to text: inout String)
    {
        let key = scalar(member.key)
        switch member.value.content {
        case .map(let members) where !members.isEmpty: text += "\(space)\(key):\n"
        case .list(let elements) where elements.contains(where: { if case .map = $0.content { true } else { false } }):
            text += "\(space)\(key):\n"
        default:
            text += "\(space)\(key): \(flow(member.value.content))\n"
            return
        }
        append(member.value.content, indentation: indentation + 2, to: &text)
    }

    /// A value on one line.
    static func flow(_ content: RecipeNode.Content) -> String {
        switch content {
        case .scalar(let text, isPlain: true): text
        case .scalar(let text, isPlain: false): scalar(text)
        case .list(let elements): "[\(elements.map { flow($0.content) }.joined(separator: ", "))]"
        case .map(let members) where members.isEmpty: "{}"
        case .map(let members):
            "{ \(members.map { "\(scalar($0.key)): \(flow($0.value.content))" }.joined(separator: ", ")) }"
        }
    }

    /// A text, in quotes unless every YAML version reads it as the same text without.
    private static func scalar(_ text: String) -> String {
        let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "none"]
        let isSafe = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        let startsWell = text.first.map { $0.isLetter || $0 == "/" || $0 == "_" } ?? false
        if isSafe, startsWell, !words.contains(text.lowercased()) { return text }
        return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\t": return "\\t"
        default: break
        }
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
