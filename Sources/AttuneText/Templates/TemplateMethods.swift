/// Which methods the values of a type have.
enum TemplateMethods {
    static let text: Set<String> = [
        "capitalize", "casefold", "center", "count", "endswith", "expandtabs", "find", "format", "index", "isalnum",
        "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace",
        "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
        "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
        "strip", "swapcase", "title", "upper", "zfill", "encode", "maketrans", "translate", "format_map",
    ]
    static let list: Set<String> = [
        "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort",
    ]
    static let tuple: Set<String> = ["count", "index"]
    static let dictionary: Set<String> = [
        "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values",
    ]
    static let loop: Set<String> = ["cycle", "changed"]
    static let cycler: Set<String> = ["next", "reset"]
    static let double: Set<String> = ["is_integer"]

    /// The methods that would change a list or a dictionary, which templates may not.
    static let changing: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update",
    ]

    static func names(for value: TemplateValue) -> Set<String> {
        switch value {
        case .text: text
        case .list: list
        case .tuple: tuple
        case .dictionary: dictionary
        case .loop: loop
        case .cycler(let cycler): cycler.isJoiner ? [] : Self.cycler
        case .double: double
        default: []
        }
    }
}

/// Methods of everything but text.
extension TemplateInterpreter {
    func callMethod(
        _ name: String, of receiver: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        switch receiver {
        case .text(let text):
            try spend(bytes: text.count)
            return try callTextMethod(name, of: text, arguments)
        case .list, .tuple, .dictionary:
            guard !TemplateMethods.changing.contains(name) else {
                throw .forbidden(line: line, name: "changing a \(receiver.typeName) with '\(name)'")
            }
            if case .dictionary(let dictionary) = receiver { return try callMethod(name, of: dictionary, arguments) }
            return try callListMethod(name, of: receiver, arguments)
        case .loop(let loop): return try callMethod(name, of: loop, arguments)
        case .cycler(let cycler): return callMethod(name, of: cycler)
        case .double(let value) where name == "is_integer": return .boolean(value == value.rounded())
        default: throw .unsupported(line: line, feature: "the method '\(name)'")
        }
    }

    private func callMethod(
        _ name: String, of dictionary: TemplateDictionary, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "get":
            let bound = try arguments.bound(to: "key", "default", of: "get", line: line)
            guard let key = bound[0], key.isUndefined || TemplateDictionary.Key(key) != nil else {
                throw fail("get needs a key")
            }
            return dictionary[key] ?? bound[1] ?? .none
        case "items": return .list(try newList(dictionary.pairs))
        case "keys": return .list(try newList(dictionary.keys))
        case "values": return .list(try newList(dictionary.values))
        case "copy": return .dictionary(dictionary)
        default: throw .unsupported(line: line, feature: "the method 'dict.\(name)'")
        }
    }

    private func callListMethod(
        _ name: String, of receiver: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        if name == "copy" { return receiver }
        let bound = try arguments.bound(to: "value", of: name, line: line)
        guard let value = bound[0] else { throw fail("\(name) needs a value") }
        var count = 0
        for (place, item) in try items(of: receiver).enumerated() where try equal(item, value) {
            if name == "index" { return .integer(place) }
            count += 1
        }
        guard name == "count" else { throw fail("the value is not in the list") }
        return .integer(count)
    }

    private func callMethod(
        _ name: String, of loop: TemplateLoop, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        let values = arguments.positional
        if name == "cycle" {
            guard !values.isEmpty else { throw fail("cycle needs at least one item") }
            return values[max(0, loop.index) % values.count]
        }
        if let last = loop.lastChanged, try equal(last, values) { return .boolean(false) }
        loop.lastChanged = values
        return .boolean(true)
    }

    private func callMethod(_ name: String, of cycler: TemplateCycler) -> TemplateValue {
        if name == "reset" {
            cycler.position = 0
            return .none
        }
        defer { cycler.position = (cycler.position + 1) % cycler.items.items.count }
        return cycler.items.items[cycler.position]
    }
}
