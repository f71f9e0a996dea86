internal import AttuneErrors

/// Which linear layers get adapters, by the matching rules of PEFT's `target_modules`.
public enum AdapterTargets: Sendable, Equatable {
    /// Every linear layer of the blocks; the head is none of them.
    case allLinear
    /// A layer of this name, or one whose name ends in a dot and this name.
    case names([String])
    /// Layers whose whole name a regular expression matches.
    case pattern(String)

    /// The layers among `modules` that are meant, in their order.
    ///
    /// - Throws: `AdapterError` when a name or the pattern meets no layer, or the pattern is none.
    public func matching(_ modules: [String]) throws(AdapterError) -> [String] {
        switch self {
        case .allLinear: return modules
        case .names(let names):
            for name in names where !modules.contains(where: { Self.matches($0, name) }) {
                let words = Self.lastWords(modules)
                throw .noTarget(target: name, nearest: nearestNames(to: name, among: words), known: words)
            }
            return modules.filter { module in names.contains { Self.matches(module, $0) } }
        case .pattern(let pattern):
            guard let expression = try? Regex(pattern) else { throw .badPattern(pattern: pattern) }
            let found = modules.filter { (try? expression.wholeMatch(in: $0)) != nil }
            guard !found.isEmpty else {
                throw .noTarget(target: pattern, nearest: [], known: Self.lastWords(modules))
            }
            return found
        }
    }

    /// The shortest list of names that means exactly `chosen` among `modules`, for files.
    static func names(of chosen: [String], among modules: [String]) -> [String] {
        let words = lastWords(chosen)
        let meant = modules.filter { module in words.contains { matches(module, $0) } }
        return meant == chosen ? words : chosen
    }

    private static func matches(_ module: String, _ name: String) -> Bool {
        module == name || module.hasSuffix("." + name)
    }

    private static func lastWords(_ modules: [String]) -> [String] {
        Set(modules.compactMap { $0.split(separator: ".").last.map(String.init) }).sorted()
    }
}

extension AdapterTargets: Codable {
    /// Reads `all-linear`, a pattern, or a list of names.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let names = try? container.decode([String].self) {
            self = .names(names)
        } else {
            let text = try container.decode(String.self)
            self = text == "all-linear" ? .allLinear : .pattern(text)
        }
    }

    /// Writes `all-linear`, the pattern, or the list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .allLinear: try container.encode("all-linear")
        case .pattern(let text): try container.encode(text)
        case .names(let names): try container.encode(names)
        }
    }
}
