/// `map`, `select` and their relatives.
///
/// As Jinja's generators they fail only when the item that fails is asked for, and give nothing for a false value.
extension TemplateInterpreter {
    func selectionFilter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "map":
            return try generated(value.isTrue) { (result) throws(TemplateError) in
                try map(value, arguments, into: &result)
            }
        case "select", "reject", "selectattr", "rejectattr":
            return try generated(value.isTrue) { (result) throws(TemplateError) in
                try select(name, value, arguments, into: &result)
            }
        default: return nil
        }
    }

    /// What a part collects, and where it failed unless a limit was passed.
    func generated(
        _ runs: Bool = true, _ part: (inout [TemplateValue]) throws(TemplateError) -> Void
    ) throws(TemplateError) -> TemplateValue {
        var items: [TemplateValue] = []
        guard runs else { return .iterator(TemplateIterator(items)) }
        do throws(TemplateError) {
            try part(&items)
            return .iterator(TemplateIterator(items))
        } catch {
            if case .limit = error { throw error }
            return .iterator(TemplateIterator(items, failure: error))
        }
    }

    private func map(
        _ value: TemplateValue, _ arguments: TemplateArguments, into result: inout [TemplateValue]
    ) throws(TemplateError) {
        guard arguments.positional.isEmpty else { return try map(value, byFilter: arguments, into: &result) }
        let bound = try arguments.bound(to: "attribute", "default", of: "map", line: line)
        guard let attribute = bound[0] else { throw fail("map needs a filter or an attribute") }
        let path = try memberPath(attribute)
        for item in try items(of: value) {
            let member = try member(path, of: item)
            result.append(member.isUndefined ? bound[1] ?? member : member)
        }
    }

    private func map(
        _ value: TemplateValue, byFilter arguments: TemplateArguments, into result: inout [TemplateValue]
    ) throws(TemplateError) {
        guard case .text(let filter)? = arguments.positional.first else { throw fail("map needs the name of a filter") }
        var rest = arguments
        rest.positional.removeFirst()
        let name = filter.string
        try enter()
        defer { exit() }
        for item in try items(of: value) { result.append(try applyFilter(name, to: item, rest)) }
    }

    private func select(
        _ filter: String, _ value: TemplateValue, _ arguments: TemplateArguments, into result: inout [TemplateValue]
    ) throws(TemplateError) {
        var rest = arguments
        var path: [TemplateValue] = []
        if filter.hasSuffix("attr") {
            guard let attribute = rest.positional.first else { throw fail("\(filter) needs an attribute") }
            path = try memberPath(attribute)
            rest.positional.removeFirst()
        }
        var test: String?
        if let first = rest.positional.first {
            guard case .text(let name) = first else { throw fail("the name of a test is text") }
            test = name.string
            rest.positional.removeFirst()
        }
        let keeps = filter.hasPrefix("select")
        for item in try items(of: value) {
            try spend()
            let member = try member(path, of: item)
            let holds =
                try test.map { (name) throws(TemplateError) in try applyTest(name, to: member, rest) } ?? member.isTrue
            if holds == keeps { result.append(item) }
        }
    }
}
