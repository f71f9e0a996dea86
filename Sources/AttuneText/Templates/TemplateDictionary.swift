/// An ordered dictionary with Python's notion of equal keys (`1 == True == 1.0`).
final class TemplateDictionary {
    let keys: [TemplateValue]
    let values: [TemplateValue]
    let depth: Int
    private let textKeys: [[UInt8]]
    private let index: [Key: Int]

    /// A key as it is compared.
    enum Key: Hashable {
        case text([UInt8])
        case integer(Int)
        case double(Double)
        case none
        case tuple([Key])

        init?(_ value: TemplateValue) {
            switch value {
            case .text(let text): self = .text(text.bytes)
            case .integer(let value): self = .integer(value)
            case .boolean(let value): self = .integer(value ? 1 : 0)
            case .double(let value): self = Int(exactly: value).map(Key.integer) ?? .double(value)
            case .none: self = .none
            case .tuple(let list) where list.depth <= 8:
                var keys: [Key] = []
                for item in list.items {
                    guard let key = Key(item) else { return nil }
                    keys.append(key)
                }
                self = .tuple(keys)
            default: return nil
            }
        }
    }

    /// The members in order; a later one with an equal key replaces the value of an earlier one.
    init?(_ members: [(key: TemplateValue, value: TemplateValue)]) {
        var keys: [TemplateValue] = []
        var values: [TemplateValue] = []
        var textKeys: [[UInt8]] = []
        var index: [Key: Int] = [:]
        let usesIndex = members.count > Self.linearCount || !members.allSatisfy { Self.textBytes($0.key) != nil }
        for member in members {
            guard let key = Key(member.key) else { return nil }
            let bytes = Self.textBytes(member.key) ?? []
            let found = usesIndex ? index[key] : textKeys.firstIndex(of: bytes)
            if let found {
                values[found] = member.value
                continue
            }
            if usesIndex { index[key] = keys.count }
            keys.append(member.key)
            values.append(member.value)
            textKeys.append(bytes)
        }
        self.keys = keys
        self.values = values
        self.textKeys = usesIndex ? [] : textKeys
        self.index = index
        depth = 1 + values.reduce(keys.reduce(0) { max($0, $1.depth) }) { max($0, $1.depth) }
    }

    /// Up to this many text keys are searched one by one.
    private static let linearCount = 16

    private static func textBytes(_ value: TemplateValue) -> [UInt8]? {
        if case .text(let text) = value { text.bytes } else { nil }
    }

    var count: Int { keys.count }

    subscript(bytes: [UInt8]) -> TemplateValue? {
        let position = index.isEmpty ? textKeys.firstIndex(of: bytes) : index[.text(bytes)]
        return position.map { values[$0] }
    }

    subscript(text: String) -> TemplateValue? { self[Array(text.utf8)] }

    subscript(key: TemplateValue) -> TemplateValue? {
        if case .text(let text) = key { return self[text.bytes] }
        return Key(key).flatMap { index[$0] }.map { values[$0] }
    }

    var members: [(key: TemplateValue, value: TemplateValue)] { zip(keys, values).map { ($0, $1) } }

    /// Pairs as two-item tuples, as `items()` gives them.
    var pairs: [TemplateValue] { zip(keys, values).map { .tuple(TemplateList([$0, $1])) } }
}
