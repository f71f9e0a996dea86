/// Comparisons, with Python's rules.
extension TemplateInterpreter {
    func compare(
        _ comparison: TemplateComparison, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateError) -> Bool {
        switch comparison {
        case .equal: return try equal(left, right)
        case .notEqual: return !(try equal(left, right))
        case .contained: return try contains(right, left)
        case .notContained: return !(try contains(right, left))
        case .less: return try order(left, right).map { $0 < 0 } ?? false
        case .lessOrEqual: return try order(left, right).map { $0 <= 0 } ?? false
        case .greater: return try order(left, right).map { $0 > 0 } ?? false
        case .greaterOrEqual: return try order(left, right).map { $0 >= 0 } ?? false
        }
    }

    func equal(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        try spend()
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.text(let a), .text(let b)):
            guard a.count == b.count else { return false }
            try spend(bytes: a.count)
            return a.bytes == b.bytes
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): return try equal(a.items, b.items)
        case (.dictionary(let a), .dictionary(let b)): return try equal(a, b)
        case (.namespace(let a), .namespace(let b)): return a === b
        case (.iterator(let a), .iterator(let b)): return a === b
        case (.loop(let a), .loop(let b)): return a === b
        case (.macro(let a), .macro(let b)): return a === b
        case (.function(let a), .function(let b)): return a == b
        default:
            if let a = integer(left), let b = integer(right) { return a == b }
            guard let a = double(left), let b = double(right) else { return false }
            return a == b
        }
    }

    func equal(_ a: [TemplateValue], _ b: [TemplateValue]) throws(TemplateError) -> Bool {
        guard a.count == b.count else { return false }
        for (left, right) in zip(a, b) where !(try equal(left, right)) { return false }
        return true
    }

    private func equal(_ a: TemplateDictionary, _ b: TemplateDictionary) throws(TemplateError) -> Bool {
        guard a.count == b.count else { return false }
        for (key, value) in a.members {
            guard let other = b[key], try equal(value, other) else { return false }
        }
        return true
    }

    /// Negative, zero or positive; nil where a number is not comparable because one is not a number.
    func order(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Int? {
        try spend()
        switch (left, right) {
        case (.undefined(let reason), _), (_, .undefined(let reason)): throw undefined(reason)
        case (.text(let a), .text(let b)):
            try spend(bytes: min(a.count, b.count))
            return a.bytes == b.bytes ? 0 : a.bytes.lexicographicallyPrecedes(b.bytes) ? -1 : 1
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): return try order(a.items, b.items)
        default:
            if let a = integer(left), let b = integer(right) { return a < b ? -1 : a == b ? 0 : 1 }
            guard let a = double(left), let b = double(right) else {
                throw fail("values of type \(left.typeName) and \(right.typeName) have no order")
            }
            return a < b ? -1 : a == b ? 0 : a > b ? 1 : nil
        }
    }

    private func order(_ a: [TemplateValue], _ b: [TemplateValue]) throws(TemplateError) -> Int? {
        for (left, right) in zip(a, b) where !(try equal(left, right)) { return try order(left, right) }
        return a.count - b.count
    }

    /// Whether `container` holds `value`, as `in` sees it.
    func contains(_ container: TemplateValue, _ value: TemplateValue) throws(TemplateError) -> Bool {
        switch container {
        case .text(let text):
            if case .undefined(let reason) = value { throw undefined(reason) }
            guard case .text(let part) = value else {
                throw fail("'in' on text needs text, not a value of type \(value.typeName)")
            }
            try spend(bytes: text.count)
            return text.firstOffset(of: part.bytes) != nil
        case .dictionary(let dictionary):
            guard value.isUndefined || TemplateDictionary.Key(value) != nil else {
                throw fail("a value of type \(value.typeName) cannot be a key")
            }
            return dictionary[value] != nil
        case .iterator(let iterator):
            while let item = try iterator.next() {
                if try equal(item, value) { return true }
            }
            return false
        default:
            for item in try items(of: container) where try equal(item, value) { return true }
            return false
        }
    }
}
