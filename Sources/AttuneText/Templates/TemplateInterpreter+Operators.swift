/// Arithmetic, with Python's rules.
extension TemplateInterpreter {
    func compute(
        _ operation: TemplateOperator, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        if case .undefined(let reason) = left { throw undefined(reason) }
        if case .text(let text) = left, operation == .remainder {
            return .text(try printf(text, right))
        }
        if case .undefined(let reason) = right { throw undefined(reason) }
        switch (operation, left, right) {
        case (.add, .text(let a), .text(let b)):
            try spend(bytes: a.count + b.count)
            var sum = a
            sum.append(b)
            return .text(sum)
        case (.add, .list(let a), .list(let b)): return .list(try newList(a.items + b.items))
        case (.add, .tuple(let a), .tuple(let b)): return .tuple(try newList(a.items + b.items))
        case (.multiply, .text(let text), _): return .text(try repeated(text, try count(right)))
        case (.multiply, _, .text(let text)): return .text(try repeated(text, try count(left)))
        case (.multiply, .list(let list), _): return .list(try repeated(list, try count(right)))
        case (.multiply, _, .list(let list)): return .list(try repeated(list, try count(left)))
        case (.multiply, .tuple(let list), _): return .tuple(try repeated(list, try count(right)))
        default: return try computeNumber(operation, left, right)
        }
    }

    private func count(_ value: TemplateValue) throws(TemplateError) -> Int {
        guard let count = integer(value) else { throw fail("a value of type \(value.typeName) cannot be a count") }
        return max(0, count)
    }

    private func repeated(_ text: MarkedText, _ times: Int) throws(TemplateError) -> MarkedText {
        let (total, overflows) = text.count.multipliedReportingOverflow(by: times)
        try spend(bytes: overflows ? Int.max : total)
        return text.repeated(times)
    }

    private func repeated(_ list: TemplateList, _ times: Int) throws(TemplateError) -> TemplateList {
        let (total, overflows) = list.items.count.multipliedReportingOverflow(by: times)
        try checkItems(overflows ? Int.max : total)
        var items: [TemplateValue] = []
        if !list.items.isEmpty { for _ in 0..<times { items += list.items } }
        return try newList(items)
    }

    /// The value as a Python integer; truth values count as 0 and 1.
    func integer(_ value: TemplateValue) -> Int? {
        switch value {
        case .integer(let value): value
        case .boolean(let value): value ? 1 : 0
        default: nil
        }
    }

    func double(_ value: TemplateValue) -> Double? {
        if case .double(let value) = value { return value }
        return integer(value).map(Double.init)
    }

    private func computeNumber(
        _ operation: TemplateOperator, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        if let a = integer(left), let b = integer(right), operation != .divide {
            return try compute(operation, a, b)
        }
        guard let a = double(left), let b = double(right) else {
            throw fail("the operator does not take values of type \(left.typeName) and \(right.typeName)")
        }
        return .double(try compute(operation, a, b))
    }

    private func compute(_ operation: TemplateOperator, _ a: Int, _ b: Int) throws(TemplateError) -> TemplateValue {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .power: return try power(a, b)
        case .divide, .floorDivide, .remainder:
            guard b != 0 else { throw fail("division by zero") }
            let quotient = a.dividedReportingOverflow(by: b)
            let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
            let adjusts = remainder != 0 && (remainder < 0) != (b < 0)
            result =
                operation == .remainder
                ? (adjusts ? remainder + b : remainder, false)
                : (quotient.partialValue - (adjusts ? 1 : 0), quotient.overflow)
        }
        guard !result.overflow else { throw fail("the result does not fit 64 bits") }
        return .integer(result.partialValue)
    }

    private func power(_ base: Int, _ exponent: Int) throws(TemplateError) -> TemplateValue {
        guard exponent >= 0 else {
            guard base != 0 else { throw fail("division by zero") }
            return .double(powerOf(Double(base), Double(exponent)))
        }
        if base == 0 || base == 1 { return .integer(exponent == 0 ? 1 : base) }
        if base == -1 { return .integer(exponent % 2 == 0 ? 1 : -1) }
        var result = 1
        for _ in 0..<min(exponent, 64) {
            let (product, overflows) = result.multipliedReportingOverflow(by: base)
            guard !overflows else { throw fail("the result does not fit 64 bits") }
            result = product
        }
        return .integer(result)
    }

    private func compute(_ operation: TemplateOperator, _ a: Double, _ b: Double) throws(TemplateError) -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .power:
            guard a >= 0 || b == b.rounded() else { throw .unsupported(line: line, feature: "a complex power") }
            return powerOf(a, b)
        case .divide, .floorDivide, .remainder:
            guard b != 0 else { throw fail("division by zero") }
            if operation == .divide { return a / b }
            var remainder = a.truncatingRemainder(dividingBy: b)
            if remainder != 0, (remainder < 0) != (b < 0) { remainder += b }
            return operation == .remainder ? remainder : ((a - remainder) / b).rounded()
        }
    }

    func signed(_ value: TemplateValue, isNegative: Bool) throws(TemplateError) -> TemplateValue {
        if case .undefined(let reason) = value { throw undefined(reason) }
        if case .double(let number) = value { return .double(isNegative ? -number : number) }
        guard let number = integer(value) else { throw fail("a value of type \(value.typeName) has no sign") }
        let (result, overflows) = 0.subtractingReportingOverflow(number)
        guard !overflows else { throw fail("the result does not fit 64 bits") }
        return .integer(isNegative ? result : number)
    }
}
