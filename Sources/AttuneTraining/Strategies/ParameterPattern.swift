/// A pattern for the names of parameters: whole components in a row, `*` for any one of them.
///
/// `layers.1` and `layers.1.` choose layer 1 and never layers 10 to 19; `self_attn.v_proj` chooses the values of all
/// layers, `layers.*.mlp` their feed-forward parts.
public struct ParameterPattern: Sendable, Equatable {
    /// The pattern as it was written.
    public let text: String
    private let components: [Substring]

    /// A pattern from its text; nil when it has no component.
    public init?(_ text: String) {
        let components = text.split(separator: ".")
        guard !components.isEmpty else { return nil }
        self.text = text
        self.components = components
    }

    /// Whether the pattern's components lie somewhere in the name, in a row.
    public func matches(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        guard parts.count >= components.count else { return false }
        return (0...parts.count - components.count).contains { start in
            zip(components, parts[start...]).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }
}
