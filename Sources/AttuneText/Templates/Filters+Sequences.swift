/// Filters that work on lists and what else can be walked.
extension TemplateInterpreter {
    func sequenceFilter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "length", "count": return .integer(try length(of: value))
        case "list": return .list(try newList(try items(of: value)))
        case "first": return try first(of: value)
        case "last": return try items(of: value).last ?? .undefined(.hint("the last item of nothing"))
        case "join": return .text(try joined(value, arguments))
        case "items":
            return try generated(!value.isUndefined) { (result) throws(TemplateError) in
                guard case .dictionary(let dictionary) = value else { throw fail("items needs a dictionary") }
                result = dictionary.pairs
            }
        case "reverse":
            guard case .text(let text) = value else {
                return .iterator(TemplateIterator(try items(of: value).reversed()))
            }
            return .text(try join(try items(of: .text(text)).reversed(), with: MarkedText()))
        case "batch":
            return try generated { (result) throws(TemplateError) in try batch(value, arguments, into: &result) }
        case "slice":
            return try generated { (result) throws(TemplateError) in try cut(value, arguments, into: &result) }
        case "sum": return try sum(value, arguments)
        case "unique":
            return try generated { (result) throws(TemplateError) in try unique(value, arguments, into: &result) }
        case "sort", "min", "max": return try ordered(name, value, arguments)
        case "dictsort": return try sortedMembers(value, arguments)
        case "groupby": return try grouped(value, arguments)
        default: return nil
        }
    }

    func length(of value: TemplateValue) throws(TemplateError) -> Int {
        switch value {
        case .undefined: return 0
        case .text(let text):
            try spend(bytes: text.count)
            return text.scalarCount
        case .list(let list), .tuple(let list): return list.items.count
        case .dictionary(let dictionary): return dictionary.count
        case .loop(let loop): return try loop.length()
        default: throw fail("a value of type \(value.typeName) has no length")
        }
    }

    private func first(of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        let none = TemplateValue.undefined(.hint("the first item of nothing"))
        if case .iterator(let iterator) = value { return try iterator.next() ?? none }
        return try items(of: value).first ?? none
    }

    private func joined(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        let bound = try arguments.bound(to: "d", "attribute", of: "join", line: line)
        var items = try items(of: value)
        if let path = bound[1], !isNone(path) {
            let path = try memberPath(path)
            for place in items.indices { items[place] = try member(path, of: items[place]) }
        }
        return try join(items, with: try text(of: bound[0] ?? .emptyText))
    }

    func isNone(_ value: TemplateValue) -> Bool { if case .none = value { true } else { false } }

    private func batch(
        _ value: TemplateValue, _ arguments: TemplateArguments, into batches: inout [TemplateValue]
    ) throws(TemplateError) {
        let bound = try arguments.bound(to: "linecount", "fill_with", of: "batch", line: line)
        guard let size = bound[0].flatMap(integer), size > 0 else { throw fail("batch needs a positive number") }
        let items = try items(of: value)
        for start in stride(from: 0, to: items.count, by: size) {
            var batch = Array(items[start..<min(start + min(size, items.count), items.count)])
            if let fill = bound[1], !isNone(fill), batch.count < size {
                try checkItems(size)
                batch += Array(repeating: fill, count: size - batch.count)
            }
            batches.append(.list(try newList(batch)))
        }
    }

    private func cut(
        _ value: TemplateValue, _ arguments: TemplateArguments, into slices: inout [TemplateValue]
    ) throws(TemplateError) {
        let bound = try arguments.bound(to: "slices", "fill_with", of: "slice", line: line)
        guard let count = bound[0].flatMap(integer), count > 0 else { throw fail("slice needs a positive number") }
        try checkItems(count)
        let items = try items(of: value)
        let (size, longer) = (items.count / count, items.count % count)
        var start = 0
        for place in 0..<count {
            let end = start + size + (place < longer ? 1 : 0)
            var slice = Array(items[start..<end])
            if let fill = bound[1], !isNone(fill), place >= longer { slice.append(fill) }
            slices.append(.list(try newList(slice)))
            start = end
        }
    }

    private func sum(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "attribute", "start", of: "sum", line: line)
        let path = try bound[0].flatMap { isNone($0) ? nil : $0 }.map { (path) throws(TemplateError) in
            try memberPath(path)
        }
        var total = bound[1] ?? .integer(0)
        for item in try items(of: value) {
            try spend()
            total = try compute(
                .add, total, try path.map { (path) throws(TemplateError) in try member(path, of: item) } ?? item)
        }
        return total
    }

    private func sortedMembers(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError)
        -> TemplateValue
    {
        let bound = try arguments.bound(to: "case_sensitive", "by", "reverse", of: "dictsort", line: line)
        guard case .dictionary(let dictionary) = value else { throw fail("dictsort needs a dictionary") }
        var place = 0
        if case .text(let by)? = bound[1] {
            guard by.string == "key" || by.string == "value" else { throw fail("dictsort sorts by key or value") }
            place = by.string == "value" ? 1 : 0
        }
        let path: [TemplateValue] = [.integer(place)]
        let sorted = try sorted(
            dictionary.pairs, by: [path], caseSensitive: bound[0]?.isTrue ?? false, reversed: bound[2]?.isTrue ?? false)
        return .list(try newList(sorted))
    }
}
