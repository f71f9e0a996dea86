/// Functions, macros and loops that are called.
extension TemplateInterpreter {
    func call(_ callee: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try spend()
        switch callee {
        case .undefined(let reason): throw undefined(reason)
        case .method(let method): return try callMethod(method.name, of: method.receiver, arguments)
        case .function(let function): return try call(function, arguments)
        case .macro(let macro): return .text(try call(macro, arguments))
        case .loop(let loop): return .text(try recurse(loop, arguments))
        case .cycler(let cycler) where cycler.isJoiner:
            cycler.position += 1
            return cycler.position == 1 ? .emptyText : cycler.items.items[0]
        default: throw fail("a value of type \(callee.typeName) cannot be called")
        }
    }

    private func call(_ function: TemplateFunction, _ arguments: TemplateArguments) throws(TemplateError)
        -> TemplateValue
    {
        switch function {
        case .range: return try range(arguments)
        case .dictionary: return try newDictionary(try members(arguments, of: "dict"))
        case .namespace: return try namespace(arguments)
        case .cycler:
            guard !arguments.positional.isEmpty else { throw fail("cycler needs at least one item") }
            return .cycler(TemplateCycler(try newList(arguments.positional).items, isJoiner: false))
        case .joiner:
            let bound = try arguments.bound(to: "sep", of: "joiner", line: line)
            return .cycler(TemplateCycler([bound[0] ?? .string(", ")], isJoiner: true))
        case .raiseException:
            let bound = try arguments.bound(to: "message", of: "raise_exception", line: line)
            throw .raised(line: line, message: try text(of: bound[0] ?? .emptyText).string)
        case .timeNow:
            let bound = try arguments.bound(to: "format", of: "strftime_now", line: line)
            guard case .text(let format)? = bound[0] else { throw fail("strftime_now needs a format") }
            guard let now = context.now else { throw .noClock(line: line) }
            return .string(try now.formatted(format.string, line: line))
        }
    }

    private func range(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        var bounds: [Int] = []
        for value in arguments.positional {
            guard let bound = integer(value) else { throw fail("range needs integers") }
            bounds.append(bound)
        }
        guard (1...3).contains(bounds.count), arguments.keyword.isEmpty else {
            throw fail("range needs 1 to 3 integers")
        }
        let start = bounds.count == 1 ? 0 : bounds[0]
        let stop = bounds.count == 1 ? bounds[0] : bounds[1]
        let step = bounds.count == 3 ? bounds[2] : 1
        guard step != 0 else { throw fail("the step of a range must not be zero") }
        guard step > 0 ? start < stop : start > stop else { return .list(TemplateList([])) }
        let (distance, overflows) = stop.subtractingReportingOverflow(start)
        guard !overflows, step != Int.min else {
            throw .limit(line: line, limit: .items, allowed: context.limits.items)
        }
        try checkItems(distance / step + (distance % step == 0 ? 0 : 1))
        return .list(TemplateList(stride(from: start, to: stop, by: step).map { .integer($0) }))
    }

    /// The members that `dict(...)` and `namespace(...)` are given.
    private func members(
        _ arguments: TemplateArguments, of callee: String
    ) throws(TemplateError) -> [(key: TemplateValue, value: TemplateValue)] {
        guard arguments.positional.count <= 1 else { throw fail("\(callee) takes one value and named ones") }
        var members: [(key: TemplateValue, value: TemplateValue)] = []
        switch arguments.positional.first {
        case nil: break
        case .dictionary(let dictionary)?: members = dictionary.members
        case .some(let value):
            for pair in try items(of: value) {
                let parts = try items(of: pair)
                guard parts.count == 2 else { throw fail("\(callee) needs pairs") }
                members.append((parts[0], parts[1]))
            }
        }
        return members + arguments.keyword.map { (.string($0.name), $0.value) }
    }

    private func namespace(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let namespace = newNamespace()
        for member in try members(arguments, of: "namespace") {
            guard case .text(let name) = member.key else { throw fail("namespace needs text keys") }
            try setMember(name.string, of: namespace, to: member.value)
        }
        return .namespace(namespace)
    }

    private func recurse(_ loop: TemplateLoop, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        guard loop.syntax.isRecursive else { throw fail("only a loop marked 'recursive' can be called") }
        let bound = try arguments.bound(to: "iterable", of: "loop", line: line)
        guard let value = bound[0] else { throw fail("loop needs a value to walk") }
        return try deeper { () throws(TemplateError) in
            try captured { () throws(TemplateError) in
                try runLoop(loop.syntax, over: value, in: loop.scope, depth: loop.depth + 1)
            }
        }
    }

    /// One macro call deeper.
    private func deeper<Value>(_ part: () throws(TemplateError) -> Value) throws(TemplateError) -> Value {
        macroDepth += 1
        defer { macroDepth -= 1 }
        guard macroDepth <= context.limits.depth else {
            throw .limit(line: line, limit: .depth, allowed: context.limits.depth)
        }
        return try part()
    }

    private func call(_ macro: TemplateMacro, _ arguments: TemplateArguments) throws(TemplateError) -> MarkedText {
        let scope = TemplateScope(parent: macro.scope)
        let callLine = line
        defer { line = callLine }
        return try deeper { () throws(TemplateError) in
            try scoped(scope) { () throws(TemplateError) in
                try bind(arguments, to: macro.syntax, in: scope)
                return try captured { () throws(TemplateError) in _ = try execute(macro.syntax.body) }
            }
        }
    }

    /// Gives the parameters their values: by place, by name, by default, else undefined.
    private func bind(
        _ arguments: TemplateArguments, to syntax: TemplateMacroSyntax, in scope: TemplateScope
    ) throws(TemplateError) {
        var keyword = arguments.keyword
        func take(_ name: String) -> TemplateValue? {
            keyword.firstIndex { $0.name == name }.map { keyword.remove(at: $0).value }
        }
        let firstDefault = syntax.parameters.count - syntax.defaults.count
        for (place, parameter) in syntax.parameters.enumerated() {
            if place < arguments.positional.count {
                scope[parameter.id] = arguments.positional[place]
            } else if let value = take(parameter.text) {
                scope[parameter.id] = value
            } else if place >= firstDefault {
                scope[parameter.id] = try evaluate(syntax.defaults[place - firstDefault])
            } else {
                scope[parameter.id] = .undefined(.variable(parameter.text))
            }
        }
        let caller = syntax.usesCaller ? take("caller") : nil
        let rest = Array(arguments.positional.dropFirst(syntax.parameters.count))
        try bindImplicit(syntax, caller, rest, keyword, in: scope)
    }

    private func bindImplicit(
        _ syntax: TemplateMacroSyntax, _ caller: TemplateValue?, _ rest: [TemplateValue],
        _ keyword: [(name: String, value: TemplateValue)], in scope: TemplateScope
    ) throws(TemplateError) {
        let name = syntax.name?.text ?? "the body of 'call'"
        if !syntax.usesVariableArguments, !rest.isEmpty {
            throw fail("\(name) takes no more than \(syntax.parameters.count) arguments")
        }
        if !syntax.usesKeywords, let extra = keyword.first { throw fail("\(name) takes no argument '\(extra.name)'") }
        for implicit in syntax.implicitNames {
            switch implicit.text {
            case "caller" where syntax.usesCaller && scope.own(implicit.id) == nil:
                scope[implicit.id] = caller ?? .undefined(.variable("caller"))
            case "varargs" where syntax.usesVariableArguments: scope[implicit.id] = .tuple(try newList(rest))
            case "kwargs" where syntax.usesKeywords:
                scope[implicit.id] = try newDictionary(keyword.map { (.string($0.name), $0.value) })
            default: break
            }
        }
    }
}
