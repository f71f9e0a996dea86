/// The evaluated arguments of a call.
struct TemplateArguments {
    var positional: [TemplateValue] = []
    var keyword: [(name: String, value: TemplateValue)] = []

    /// The arguments by the names of the parameters; nil where one was not given.
    func bound(to parameters: String..., of callee: String, line: Int) throws(TemplateError) -> [TemplateValue?] {
        guard positional.count <= parameters.count else {
            throw .invalid(line: line, message: "\(callee) takes no more than \(parameters.count) arguments")
        }
        var values: [TemplateValue?] = positional
        values += Array(repeating: nil, count: parameters.count - positional.count)
        for argument in keyword {
            guard let place = parameters.firstIndex(of: argument.name), values[place] == nil else {
                throw .invalid(line: line, message: "\(callee) takes no argument '\(argument.name)' here")
            }
            values[place] = argument.value
        }
        return values
    }
}
