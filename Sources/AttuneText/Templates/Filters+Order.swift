/// Sorting, extremes, groups, and the members that they look at.
extension TemplateInterpreter {
    func ordered(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        let items = try items(of: value)
        if name == "sort" {
            let bound = try arguments.bound(to: "reverse", "case_sensitive", "attribute", of: name, line: line)
            let sorted = try sorted(
                items, by: try memberPaths(bound[2]), caseSensitive: bound[1]?.isTrue ?? false,
                reversed: bound[0]?.isTrue ?? false)
            return .list(try newList(sorted))
        }
        let bound = try arguments.bound(to: "case_sensitive", "attribute", of: name, line: line)
        let caseSensitive = bound[0]?.isTrue ?? false
        let path = try bound[1].map { (path) throws(TemplateError) in try memberPath(path) } ?? []
        var best: (item: TemplateValue, key: TemplateValue)?
        for item in items {
            let key = try sortKey(item, path, caseSensitive)
            guard let current = best else {
                best = (item, key)
                continue
            }
            let order = try order(key, current.key) ?? 0
            if name == "min" ? order < 0 : order > 0 { best = (item, key) }
        }
        return best?.item ?? .undefined(.hint("the \(name) of nothing"))
    }

    func unique(
        _ value: TemplateValue, _ arguments: TemplateArguments, into kept: inout [TemplateValue]
    ) throws(TemplateError) {
        let bound = try arguments.bound(to: "case_sensitive", "attribute", of: "unique", line: line)
        let path = try bound[1].map { (path) throws(TemplateError) in try memberPath(path) } ?? []
        var seen: Set<TemplateDictionary.Key> = []
        for item in try items(of: value) {
            try spend()
            let key = try sortKey(item, path, bound[0]?.isTrue ?? false)
            guard let key = TemplateDictionary.Key(key) else { throw fail("unique needs texts or numbers") }
            if seen.insert(key).inserted { kept.append(item) }
        }
    }

    /// What sorting compares: a member, and text without case unless case counts.
    private func sortKey(
        _ item: TemplateValue, _ path: [TemplateValue], _ caseSensitive: Bool
    ) throws(TemplateError) -> TemplateValue {
        let key = try member(path, of: item)
        guard !caseSensitive, case .text(let text) = key else { return key }
        try spend(characters: text.count)
        return .text(text.lowercased())
    }

    /// A stable sort by one or more members.
    func sorted(
        _ items: [TemplateValue], by paths: [[TemplateValue]], caseSensitive: Bool, reversed: Bool
    ) throws(TemplateError) -> [TemplateValue] {
        var entries: [(item: TemplateValue, keys: [TemplateValue])] = []
        for item in reversed ? items.reversed() : items {
            var keys: [TemplateValue] = []
            for path in paths { keys.append(try sortKey(item, path, caseSensitive)) }
            entries.append((item, keys))
        }
        let sorted = try mergeSorted(entries).map(\.item)
        return reversed ? sorted.reversed() : sorted
    }

    private func mergeSorted(
        _ entries: [(item: TemplateValue, keys: [TemplateValue])]
    ) throws(TemplateError) -> [(item: TemplateValue, keys: [TemplateValue])] {
        guard entries.count > 1 else { return entries }
        let left = try mergeSorted(Array(entries[..<(entries.count / 2)]))
        let right = try mergeSorted(Array(entries[(entries.count / 2)...]))
        var merged: [(item: TemplateValue, keys: [TemplateValue])] = []
        var (a, b) = (0, 0)
        while a < left.count, b < right.count {
            if try precedes(right[b].keys, left[a].keys) {
                merged.append(right[b])
                b += 1
            } else {
                merged.append(left[a])
                a += 1
            }
        }
        return merged + left[a...] + right[b...]
    }

    private func precedes(_ a: [TemplateValue], _ b: [TemplateValue]) throws(TemplateError) -> Bool {
        for (left, right) in zip(a, b) where !(try equal(left, right)) { return try order(left, right) ?? 0 < 0 }
        return false
    }

    func grouped(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let bound = try arguments.bound(to: "attribute", "default", "case_sensitive", of: "groupby", line: line)
        guard let attribute = bound[0] else { throw fail("groupby needs an attribute") }
        let path = try memberPath(attribute)
        let caseSensitive = bound[2]?.isTrue ?? false
        var entries: [(item: TemplateValue, keys: [TemplateValue])] = []
        for item in try items(of: value) {
            var key = try member(path, of: item)
            if key.isUndefined, let fallback = bound[1] { key = fallback }
            entries.append((item, [try sortKey(key, [], caseSensitive), key]))
        }
        if entries.count > 1, case .undefined(let reason)? = entries.first(where: { $0.keys[0].isUndefined })?.keys[0] {
            throw undefined(reason)
        }
        return try groups(of: try mergeSorted(entries))
    }

    private func groups(
        of entries: [(item: TemplateValue, keys: [TemplateValue])]
    ) throws(TemplateError) -> TemplateValue {
        var groups: [(key: TemplateValue, name: TemplateValue, items: [TemplateValue])] = []
        for entry in entries {
            if let last = groups.last, try equal(last.key, entry.keys[0]) {
                groups[groups.count - 1].items.append(entry.item)
            } else {
                groups.append((entry.keys[0], entry.keys[1], [entry.item]))
            }
        }
        var result: [TemplateValue] = []
        for group in groups { result.append(.tuple(try newList([group.name, .list(try newList(group.items))]))) }
        return .list(try newList(result))
    }

    // MARK: Members by path

    /// Several paths with commas between; nil stands for the item itself.
    func memberPaths(_ value: TemplateValue?) throws(TemplateError) -> [[TemplateValue]] {
        guard let value, !isNone(value) else { return [[]] }
        guard case .text(let text) = value else { return [try memberPath(value)] }
        return text.string.split(separator: ",", omittingEmptySubsequences: false).map { Self.parts(of: String($0)) }
    }

    /// The parts of `a.b.0`, or a number as it is.
    func memberPath(_ value: TemplateValue) throws(TemplateError) -> [TemplateValue] {
        switch value {
        case .none: return []
        case .integer: return [value]
        case .text(let text): return Self.parts(of: text.string)
        default: throw fail("an attribute is named by text or a number")
        }
    }

    private static func parts(of path: String) -> [TemplateValue] {
        path.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.allSatisfy { $0.isASCII && $0.isNumber }
                ? Int(part).map { .integer($0) } ?? .string(String(part)) : .string(String(part))
        }
    }

    func member(_ path: [TemplateValue], of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        var value = value
        for part in path {
            try spend()
            value = try item(part, of: value)
        }
        return value
    }
}
