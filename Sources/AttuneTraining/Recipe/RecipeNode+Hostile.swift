import Foundation
import Yams

extension RecipeNode {
    /// Refuses more aliases than a recipe has use for, before anything expands them.
    ///
    /// Counts each `*name` whose `&name` occurs too: never fewer than the aliases that the parser will find, and text
    /// with asterisks does not count.
    static func refuseAliasFlood(_ text: String, _ place: RecipePlace) throws(RecipeError) {
        let anchors = Set(names(after: UInt8(ascii: "&"), in: text))
        guard !anchors.isEmpty else { return }
        let count = names(after: UInt8(ascii: "*"), in: text).count { anchors.contains($0) }
        guard count > RecipeLimits.aliases else { return }
        throw .syntax(
            place: place, problem: "\(count) aliases; a recipe has at most \(RecipeLimits.aliases)",
            remedy: "Write the values out.")
    }

    /// Refuses a tab in the indentation; the parser's own words for it do not help.
    static func refuseTabs(_ text: String, _ name: String) throws(RecipeError) {
        var line = 1
        var column = 1
        var isIndentation = true
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                line += 1
                (column, isIndentation) = (1, true)
                continue
            }
            if isIndentation, byte == UInt8(ascii: "\t") {
                throw .syntax(
                    place: .file(name: name, line: line, column: column), problem: "a tab in the indentation",
                    remedy: "Indent with spaces; YAML does not allow tabs.")
            }
            if byte != UInt8(ascii: " ") { isIndentation = false }
            column += 1
        }
    }

    private static func names(after sign: UInt8, in text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)
        var names: [ArraySlice<UInt8>] = []
        var index = 0
        while index < bytes.count {
            index += 1
            guard bytes[index - 1] == sign else { continue }
            let start = index
            while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
            if index > start { names.append(bytes[start..<index]) }
        }
        return names
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension RecipeError {
    /// The parser's error, with its place and advice.
    init(_ error: any Error, name: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            self = RecipeError.syntax(problem, at: RecipePlace(mark, name: name))
        case .duplicatedKeysInMapping(let keys, let context)?:
            self = .duplicateKey(
                place: RecipePlace(context.mark, name: name), key: RecipeNode.shortened(keys.first ?? ""))
        case .reader(let problem, let offset, _, let yaml)?:
            let before = yaml.prefix(max(0, offset ?? 0))
            let line = 1 + before.count { $0.isNewline }
            let column = 1 + before.reversed().prefix { !$0.isNewline }.count
            self = RecipeError.syntax(problem, at: .file(name: name, line: line, column: column))
        default:
            self = RecipeError.syntax("the YAML parser failed", at: .file(name: name, line: 1, column: 1))
        }
    }

    private static func syntax(_ problem: String, at place: RecipePlace) -> RecipeError {
        let remedy =
            switch problem {
            case let text where text.contains("cannot start any token"):
                "Put texts that begin with such a character (or a tab) in quotes, and indent with spaces."
            case let text where text.contains("mapping values are not allowed"):
                "Put texts that contain a colon in quotes, and check the indentation."
            case let text where text.contains("another document"): "Remove the lines from --- on; one file, one recipe."
            case let text where text.contains("alias"): "Write the value itself, or define the anchor first."
            default: "Check the indentation, brackets and quotes up to this place."
            }
        return .syntax(place: place, problem: "this is not YAML: \(problem)", remedy: remedy)
    }
}
