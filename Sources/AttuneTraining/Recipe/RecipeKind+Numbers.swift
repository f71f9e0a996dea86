extension RecipeKind where Value == Int {
    /// A whole number in decimal digits; a leading zero is refused, since YAML 1.1 reads it as octal.
    static func integer(_ range: ClosedRange<Int>) -> RecipeKind {
        let shape = ValueShape.integer(range)
        return RecipeKind(
            shape: shape,
            read: { (node, scope) throws(RecipeError) in
                let text = try node.plainText(scope, shape.description)
                guard isInteger(text) else { throw node.wrongType(scope, shape.description) }
                guard let value = Int(text), range.contains(value) else {
                    throw .outOfRange(
                        place: node.place, key: scope.key, expected: shape.description, found: node.summary)
                }
                return value
            },
            write: { .plain(String($0)) })
    }
}

extension RecipeKind where Value == Double {
    /// A finite decimal number; `1e-4` is one, unlike in YAML 1.1.
    static func number(_ range: NumberRange) -> RecipeKind {
        let shape = ValueShape.number(range)
        return RecipeKind(
            shape: shape,
            read: { (node, scope) throws(RecipeError) in
                let text = try node.plainText(scope, shape.description)
                guard isNumber(text), let value = Double(text), value.isFinite else {
                    throw node.wrongType(scope, shape.description)
                }
                guard range.contains(value) else {
                    throw .outOfRange(
                        place: node.place, key: scope.key, expected: shape.description, found: node.summary)
                }
                return value
            },
            write: { .plain(String($0)) })
    }
}

extension RecipeKind where Value == LearningRate {
    /// `auto` or a number.
    static let learningRate: RecipeKind = RecipeKind<Double>.number(.above(0, to: 1)).orWord(
        "auto", wrap: { .value($0) }, word: .auto,
        unwrap: { $0.number })
}

extension RecipeKind where Value == MicroBatchTokens {
    /// `auto` or a whole number.
    static let microBatchTokens: RecipeKind = RecipeKind<Int>.integer(1...RecipeKind.mostTokens).orWord(
        "auto", wrap: { .count($0) }, word: .auto,
        unwrap: { $0.number })
}

extension RecipeKind where Value == Interval {
    /// `epoch`, or a number of steps.
    static let interval: RecipeKind = RecipeKind<Int>.integer(1...RecipeKind.mostSteps).orWord(
        "epoch", wrap: { .steps($0) }, word: .epoch,
        unwrap: { $0.number })
}

extension RecipeKind where Value == Betas {
    /// A list of the two decay rates.
    static var betas: RecipeKind {
        let numbers = RecipeKind<[Double]>.list(.number(.from(0, below: 1)), atLeast: 2, atMost: 2)
        return RecipeKind(
            shape: numbers.shape,
            read: { (node, scope) throws(RecipeError) in
                let values = try numbers.read(node, scope)
                return Betas(first: values[0], second: values[1])
            },
            write: { numbers.write([$0.first, $0.second]) })
    }
}

extension RecipeKind {
    /// The most tokens of anything: offsets into a batch are 32-bit numbers.
    static var mostTokens: Int { Int(Int32.max) }
    /// The most steps of a run.
    static var mostSteps: Int { 1_000_000_000 }

    /// This kind or one word, as a value of another type.
    func orWord<Other: Sendable>(
        _ word: String, wrap: @escaping @Sendable (Value) -> Other, word value: Other,
        unwrap: @escaping @Sendable (Other) -> Value?
    ) -> RecipeKind<Other> {
        let shape = ValueShape.either([.word([word]), self.shape])
        return RecipeKind<Other>(
            shape: shape,
            read: { (node, scope) throws(RecipeError) in
                // JSON has no words without quotes, and JSON is YAML: the word may have them, a number may not.
                guard case .scalar(let text, let isPlain) = node.content, !node.isNull else {
                    throw node.wrongType(scope, shape.description)
                }
                if text == word { return value }
                guard isPlain, text.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
                else {
                    throw node.wrongType(scope, shape.description)
                }
                return wrap(try self.read(node, scope))
            },
            write: { other in unwrap(other).map(self.write) ?? .plain(word) })
    }
}

private func isInteger(_ text: String) -> Bool {
    let digits = Array(text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") })
    guard text.utf8.count - digits.count <= 1, !digits.isEmpty else { return false }
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return false }
    return digits.count == 1 || digits[0] != UInt8(ascii: "0")
}

private func isNumber(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return false }
    return text.utf8.contains { ".eE".utf8.contains($0) } || isInteger(text)
}

extension LearningRate {
    fileprivate var number: Double? { if case .value(let rate) = self { rate } else { nil } }
}

extension MicroBatchTokens {
    fileprivate var number: Int? { if case .count(let count) = self { count } else { nil } }
}

extension Interval {
    fileprivate var number: Int? { if case .steps(let count) = self { count } else { nil } }
}
