/// The values of a foreign file, flat: maps become dotted keys, lists stay whole.
///
/// `${a.b}` in a text stands for the value at that key, as in torchtune's files; empty values say nothing and are left out.
struct ForeignValues {
    private(set) var all: [ForeignValue] = []
    private let root: RecipeNode

    init(_ root: RecipeNode) {
        self.root = root
        collect(root, under: "")
    }

    private mutating func collect(_ node: RecipeNode, under path: String) {
        guard case .map(let members) = node.content, !members.isEmpty || path.isEmpty else {
            if !node.isNull { all.append(ForeignValue(key: path, node: filledIn(node))) }
            return
        }
        for member in members { collect(member.value, under: path.isEmpty ? member.key : "\(path).\(member.key)") }
    }

    /// The node with every reference in its text replaced; one that leads nowhere stays as it is.
    private func filledIn(_ node: RecipeNode, level: Int = 0) -> RecipeNode {
        guard case .scalar(let text, let isPlain) = node.content, level < 8, let start = text.firstRange(of: "${"),
            let end = text[start.upperBound...].firstIndex(of: "}"),
            case .scalar(let found, _)? = root.value(at: String(text[start.upperBound..<end]))?.content
        else { return node }
        let filled = text[..<start.lowerBound] + found + text[text.index(after: end)...]
        guard filled.utf8.count < 4096 else { return node }
        return filledIn(RecipeNode(.scalar(String(filled), isPlain: isPlain), at: node.place), level: level + 1)
    }
}

extension ForeignValue {
    /// The key without its last part.
    var section: String { key.split(separator: ".").dropLast().joined(separator: ".") }
}
