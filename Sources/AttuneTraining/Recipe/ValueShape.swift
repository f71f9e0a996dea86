/// The shape of a field's value: what the schema and the documentation say, and what errors call it.
indirect enum ValueShape: Sendable, Equatable {
    case text
    case date
    case flag
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case word([String])
    case list(ValueShape, atLeast: Int, atMost: Int?)
    case texts
    case section([FieldDescription])
    case either([ValueShape])
    case optional(ValueShape)
}

/// What the schema and the documentation say about a field.
struct FieldDescription: Sendable, Equatable {
    let key: String
    let documentation: String
    let shape: ValueShape
    let isRequired: Bool
    /// The default in the recipe's own form; nil when the field is required or a section.
    let defaultValue: RecipeNode.Content?
}

/// An interval of numbers, each end in or out.
struct NumberRange: Sendable, Equatable {
    let low: Double
    let high: Double
    let includesLow: Bool
    let includesHigh: Bool

    static func from(_ low: Double, to high: Double) -> NumberRange {
        NumberRange(low: low, high: high, includesLow: true, includesHigh: true)
    }

    static func above(_ low: Double, to high: Double) -> NumberRange {
        NumberRange(low: low, high: high, includesLow: false, includesHigh: true)
    }

    static func above(_ low: Double, below high: Double) -> NumberRange {
        NumberRange(low: low, high: high, includesLow: false, includesHigh: false)
    }

    static func from(_ low: Double, below high: Double) -> NumberRange {
        NumberRange(low: low, high: high, includesLow: true, includesHigh: false)
    }

    func contains(_ value: Double) -> Bool {
        (includesLow ? value >= low : value > low) && (includesHigh ? value <= high : value < high)
    }
}

extension ValueShape: CustomStringConvertible {
    /// What a value of this shape is called in an error or a table.
    var description: String {
        switch self {
        case .text: "a text"
        case .date: "a date such as 2026-11-21"
        case .flag: "true or false"
        case .integer(let range): "a whole number\(ValueShape.bounds(range))"
        case .number(let range):
            "a number \(range.includesLow ? "of at least" : "above") \(ValueShape.shown(range.low)) and "
                + "\(range.includesHigh ? "at most" : "below") \(ValueShape.shown(range.high))"
        case .word(let words): words.joined(separator: " or ")
        case .list(let element, let least, let most): "a list of \(ValueShape.count(least, most))\(element.plural)"
        case .texts: "a map of names to names"
        case .section: "a map of settings"
        case .either(let shapes): shapes.map(\.description).joined(separator: " or ")
        case .optional(let shape): "\(shape) or null"
        }
    }

    private var plural: String {
        switch self {
        case .text: "texts"
        case .word(let words): "words from \(words.joined(separator: ", "))"
        case .section: "maps"
        case .number(let range): "numbers from \(ValueShape.shown(range.low)) to \(ValueShape.shown(range.high))"
        default: "values"
        }
    }

    private static func bounds(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? " of at least \(range.lowerBound)" : " from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func count(_ least: Int, _ most: Int?) -> String {
        if least == most { return "\(least) " }
        return least == 0 ? "" : "at least \(least) "
    }

    private static func shown(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? String(value)
    }
}
