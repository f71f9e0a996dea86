/// `map`, `select` and their relatives.
extension TemplateInterpreter {
    func selectionFilter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "map": return .iterator(TemplateIterator(try mapped(value, arguments)))
        case "select", "reject":
            return .iterator(TemplateIterator(try selected(value, arguments, keeps: name == "select", path: [])))
        case "selectattr", "rejectattr":
            guard let attribute = arguments.positional.first else { throw fail("\(name) needs an attribute") }
            var rest = arguments
            rest.positional.removeFirst()
            let path = try memberPath(attribute)
            return .iterator(TemplateIterator(try selected(value, rest, keeps: name == "selectattr", path: path)))
        default: return nil
        }
    }

    private func mapped(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> [TemplateValue]
    {
        let items = try items(of: value)
        guard arguments.positional.isEmpty else { return try mapped(items, byFilter: arguments) }
        let bound = try arguments.bound(to: "attribute", "default", of: "map", line: line)
        guard let attribute = bound[0] else { throw fail("map needs a filter or an attribute") }
        let path = try memberPath(attribute)
        var result: [TemplateValue] = []
        for item in items {
            let member = try member(path, of: item)
            result.append(member.isUndefined ? bound[1] ?? member : member)
        }
        return result
    }

    private func mapped(_ items: [TemplateValue], byFilter arguments: TemplateArguments) throws(TemplateError)
        -> [TemplateValue]
    {
        guard case .text(let filter)? = arguments.positional.first else { throw fail("map needs the name of a filter") }
        var rest = arguments
        rest.positional.removeFirst()
        let name = filter.string
        try enter()
        defer { exit() }
        var result: [TemplateValue] = []
        for item in items { result.append(try applyFilter(name, to: item, rest)) }
        return result
    }

    private func selected(
        _ value: TemplateValue, _ arguments: TemplateArguments, keeps: Bool, path: [TemplateValue]
    ) throws(TemplateError) -> [TemplateValue] {
        var rest = arguments
        var test: String?
        if let first = arguments.positional.first {
            guard case .text(let name) = first else { throw fail("the name of a test is text") }
            test = name.string
            rest.positional.removeFirst()
        }
        var result: [TemplateValue] = []
        for item in try items(of: value) {
            try spend()
            let member = try member(path, of: item)
            let holds =
                try test.map { (name) throws(TemplateError) in try applyTest(name, to: member, rest) } ?? member.isTrue
            if holds == keeps { result.append(item) }
        }
        return result
    }
}
