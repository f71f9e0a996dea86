/// Attributes, items and slices.
extension TemplateInterpreter {
    /// `value.name`: a method of the type first, then a member, as Python and Jinja look it up.
    func attribute(_ name: String, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        if case .undefined(let reason) = value { throw undefined(reason) }
        if name.utf8.starts(with: [0x5F, 0x5F]) { throw .forbidden(line: line, name: "the attribute '\(name)'") }
        if TemplateMethods.names(for: value).contains(name) {
            return .method(TemplateMethod(receiver: value, name: name))
        }
        switch value {
        case .dictionary(let dictionary):
            if let member = dictionary[name] { return member }
        case .namespace(let namespace):
            if let member = namespace.members[name] { return member }
        case .loop(let loop):
            if let member = try attribute(name, of: loop) { return member }
        case .macro(let macro) where name == "name":
            return macro.syntax.name.map { .string($0.text) } ?? .none
        case .cycler(let cycler) where name == "current" && !cycler.isJoiner:
            return cycler.items.items[cycler.position]
        default: break
        }
        return .undefined(.member(name, of: value.type))
    }

    private func attribute(_ name: String, of loop: TemplateLoop) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "index": return .integer(loop.index + 1)
        case "index0": return .integer(loop.index)
        case "first": return .boolean(loop.index == 0)
        case "last": return .boolean(try loop.peek() == nil)
        case "length": return .integer(try loop.length())
        case "revindex": return .integer(try loop.length() - loop.index)
        case "revindex0": return .integer(try loop.length() - loop.index - 1)
        case "depth": return .integer(loop.depth + 1)
        case "depth0": return .integer(loop.depth)
        case "previtem": return loop.previous ?? .undefined(.hint("the item before the first"))
        case "nextitem": return try loop.peek() ?? .undefined(.hint("the item after the last"))
        default: return nil
        }
    }

    /// `value[key]`: an item first, then, for text keys, an attribute.
    func item(_ key: TemplateValue, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch value {
        case .undefined(let reason): throw undefined(reason)
        case .dictionary(let dictionary):
            if let member = dictionary[key] { return member }
        case .list(let list), .tuple(let list):
            if let index = integer(key) { return element(index, of: list.items) ?? missing(key, in: value) }
        case .text(let text):
            if let index = integer(key) { return try character(index, of: text) ?? missing(key, in: value) }
        default: break
        }
        guard case .text(let name) = key else { return missing(key, in: value) }
        if case .dictionary = value, !TemplateMethods.names(for: value).contains(name.string) {
            return missing(key, in: value)
        }
        return try attribute(name.string, of: value)
    }

    private func missing(_ key: TemplateValue, in value: TemplateValue) -> TemplateValue {
        let name: String
        switch key {
        case .text(let text): name = text.string
        case .integer(let index): name = "[\(index)]"
        default: name = "an item"
        }
        return .undefined(.member(name, of: value.type))
    }

    private func element(_ index: Int, of items: [TemplateValue]) -> TemplateValue? {
        let place = index < 0 ? index + items.count : index
        return items.indices.contains(place) ? items[place] : nil
    }

    private func character(_ index: Int, of text: MarkedText) throws(TemplateError) -> TemplateValue? {
        try spend(bytes: text.count)
        let offsets = text.scalarOffsets
        let count = offsets.count - 1
        let place = index < 0 ? index + count : index
        guard place >= 0, place < count else { return nil }
        return .text(text[offsets[place]..<offsets[place + 1]])
    }

    /// `value[start:stop:stride]` with Python's clamping.
    func slice(_ value: TemplateValue, _ start: Int?, _ stop: Int?, _ stride: Int?) throws(TemplateError)
        -> TemplateValue
    {
        switch value {
        case .undefined(let reason): throw undefined(reason)
        case .list(let list):
            return .list(try newList(try places(list.items.count, start, stop, stride).map { list.items[$0] }))
        case .tuple(let list):
            return .tuple(try newList(try places(list.items.count, start, stop, stride).map { list.items[$0] }))
        case .text(let text):
            try spend(bytes: text.count)
            return .text(try slice(text, start, stop, stride))
        default: throw fail("a value of type \(value.typeName) has no slices")
        }
    }

    private func slice(
        _ text: MarkedText, _ start: Int?, _ stop: Int?, _ stride: Int?
    ) throws(TemplateError) -> MarkedText {
        let offsets = text.scalarOffsets
        let places = try places(offsets.count - 1, start, stop, stride)
        guard let first = places.first, let last = places.last else { return MarkedText() }
        if (stride ?? 1) == 1 { return text[offsets[first]..<offsets[last + 1]] }
        var result = MarkedText()
        for place in places { result.append(text[offsets[place]..<offsets[place + 1]]) }
        return result
    }

    private func places(_ count: Int, _ start: Int?, _ stop: Int?, _ stride: Int?) throws(TemplateError) -> [Int] {
        let step = stride ?? 1
        guard step != 0, step != Int.min else { throw fail("the step of a slice must not be zero") }
        let low = step > 0 ? 0 : -1
        let high = step > 0 ? count : count - 1
        func clamped(_ bound: Int) -> Int { min(max(bound < 0 ? bound + count : bound, low), high) }
        let from = start.map(clamped) ?? (step > 0 ? low : high)
        let to = stop.map(clamped) ?? (step > 0 ? high : low)
        return Array(Swift.stride(from: from, to: to, by: step))
    }

    /// The items that walking a value gives.
    func items(of value: TemplateValue) throws(TemplateError) -> [TemplateValue] {
        switch value {
        case .undefined: return []
        case .list(let list), .tuple(let list): return list.items
        case .dictionary(let dictionary): return dictionary.keys
        case .iterator(let iterator): return try iterator.remaining()
        case .text(let text):
            try spend(bytes: text.count)
            let offsets = text.scalarOffsets
            try checkItems(offsets.count - 1)
            return offsets.indices.dropLast().map { .text(text[offsets[$0]..<offsets[$0 + 1]]) }
        default: throw fail("a value of type \(value.typeName) cannot be walked")
        }
    }
}
