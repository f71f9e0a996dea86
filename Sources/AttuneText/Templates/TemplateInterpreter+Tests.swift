/// Tests: what follows `is`.
extension TemplateInterpreter {
    func applyTest(
        _ name: String, to value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> Bool {
        var answer = try typeTest(name, value)
        if answer == nil { answer = try textTest(name, value) }
        if let answer {
            _ = try arguments.bound(of: "the test '\(name)'", line: line)
            return answer
        }
        let bound = try arguments.bound(to: "other", of: "the test '\(name)'", line: line)
        guard let comparison = Self.comparisons[name] else { return try numberTest(name, value, bound[0]) }
        guard let other = bound[0] else { throw fail("the test '\(name)' needs a value") }
        return try compare(comparison, value, other)
    }

    private static let comparisons: [String: TemplateComparison] = [
        "==": .equal, "eq": .equal, "equalto": .equal, "!=": .notEqual, "ne": .notEqual, ">": .greater, "gt": .greater,
        "greaterthan": .greater, ">=": .greaterOrEqual, "ge": .greaterOrEqual, "<": .less, "lt": .less,
        "lessthan": .less, "<=": .lessOrEqual, "le": .lessOrEqual, "in": .contained,
    ]

    private static let testNames: Set<String> = Set(comparisons.keys).union([
        "defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
        "sequence", "iterable", "callable", "escaped", "lower", "upper", "filter", "test", "odd", "even",
        "divisibleby", "sameas",
    ])

    private func typeTest(_ name: String, _ value: TemplateValue) throws(TemplateError) -> Bool? {
        switch (name, value) {
        case ("defined", _): return isDefined(value)
        case ("undefined", _): return !isDefined(value)
        case ("none", _): return isNone(value)
        case ("boolean", .boolean), ("integer", .integer), ("float", .double), ("string", .text): return true
        case ("true", .boolean(let truth)): return truth
        case ("false", .boolean(let truth)): return !truth
        case ("number", .integer), ("number", .double), ("number", .boolean): return true
        case ("mapping", .dictionary): return true
        case ("sequence", .text), ("sequence", .list), ("sequence", .tuple), ("sequence", .dictionary),
            ("sequence", .undefined):
            return true
        case ("iterable", .text), ("iterable", .list), ("iterable", .tuple), ("iterable", .dictionary),
            ("iterable", .iterator), ("iterable", .undefined), ("iterable", .loop):
            return true
        case ("callable", .macro), ("callable", .function), ("callable", .method), ("callable", .undefined),
            ("callable", .loop):
            return true
        case ("callable", .cycler(let cycler)): return cycler.isJoiner
        case ("boolean", _), ("integer", _), ("float", _), ("string", _), ("true", _), ("false", _), ("number", _),
            ("mapping", _), ("sequence", _), ("iterable", _), ("callable", _), ("escaped", _):
            return false
        default: return nil
        }
    }

    private func textTest(_ name: String, _ value: TemplateValue) throws(TemplateError) -> Bool? {
        switch name {
        case "lower": return try counted(value).hasCase { $0.properties.isLowercase }
        case "upper": return try counted(value).hasCase { $0.properties.isUppercase }
        case "filter": return Self.filterNames.contains(try text(of: value).string)
        case "test": return Self.testNames.contains(try text(of: value).string)
        default: return nil
        }
    }

    private func numberTest(
        _ name: String, _ value: TemplateValue, _ other: TemplateValue?
    ) throws(TemplateError) -> Bool {
        switch name {
        case "odd", "even":
            let rest = try compute(.remainder, value, .integer(2))
            return try equal(rest, .integer(name == "odd" ? 1 : 0))
        case "divisibleby":
            guard let other else { throw fail("divisibleby needs a number") }
            return try equal(try compute(.remainder, value, other), .integer(0))
        case "sameas":
            guard let other else { throw fail("sameas needs a value") }
            return try isSame(value, other)
        default: throw .unsupported(line: line, feature: "the test '\(name)'")
        }
    }

    /// Python's `is`, for values that exist once; equal texts and numbers of one type count as the same.
    private func isSame(_ a: TemplateValue, _ b: TemplateValue) throws(TemplateError) -> Bool {
        guard a.typeName == b.typeName else { return false }
        return try equal(a, b)
    }

    /// Without a clock strftime_now counts as not defined, so that templates which ask take their fixed date.
    private func isDefined(_ value: TemplateValue) -> Bool {
        if case .function(.timeNow) = value { return context.now != nil }
        return !value.isUndefined
    }
}
