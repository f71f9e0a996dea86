public import AttuneJSON
public import AttuneTraining

/// One row with what two models made of it.
public struct ComparedSample: Sendable, Equatable {
    /// Where the row lies; empty where that is not known.
    public let place: String
    /// What was asked.
    public let question: String
    /// What the row says the answer is.
    public let expected: String
    /// What the first model says.
    public let base: String
    /// What the second model says.
    public let tuned: String
    /// How near the first model's answer comes.
    let baseMark: String
    /// How near the second model's answer comes.
    let tunedMark: String

    /// At most `count` rows of a comparison, spread evenly over all.
    public static func spread(_ comparison: ModelComparison, _ count: Int) -> [ComparedSample] {
        let all = comparison.base.answers.count + comparison.base.choices.count
        let count = min(count, all)
        let numbers = (0..<count).map { $0 * all / count }
        if let labels = comparison.base.labels {
            return numbers.map { label(comparison.base.choices[$0], comparison.tuned.choices[$0], labels) }
        }
        return numbers.map { answer(comparison.base.answers[$0], comparison.tuned.answers[$0]) }
    }

    private static func label(_ base: LabelChoice, _ tuned: LabelChoice, _ labels: [String]) -> ComparedSample {
        func mark(_ row: LabelChoice) -> String { row.chosen == row.truth ? "(right)" : "(wrong)" }
        return ComparedSample(
            place: "", question: base.question, expected: labels[base.truth], base: labels[base.chosen],
            tuned: labels[tuned.chosen], baseMark: mark(base), tunedMark: mark(tuned))
    }

    private static func answer(_ base: WrittenAnswer, _ tuned: WrittenAnswer) -> ComparedSample {
        func mark(_ row: WrittenAnswer) -> String {
            "(ROUGE-L \(Figures.fixed(row.rougeL, 2))\(row.isCut ? ", cut" : ""))"
        }
        return ComparedSample(
            place: base.place, question: base.question, expected: base.expected, base: base.answer,
            tuned: tuned.answer, baseMark: mark(base), tunedMark: mark(tuned))
    }

    var json: JSONValue {
        .object([
            ("row", place.isEmpty ? .null : .string(place)), ("question", .string(question)),
            ("expected", .string(expected)), ("base", .string(base)), ("tuned", .string(tuned)),
        ])
    }
}

extension ModelComparison {
    /// What `compare --json` prints: one M a model, the differences by name, some samples.
    public func json(_ bootstrap: PairedBootstrap, seed: UInt64, samples: Int) -> JSONValue {
        let differences = differences.map { difference in
            (
                difference.name,
                JSONValue.object([
                    ("difference", .number(difference.tuned - difference.base)),
                    ("low", .optional(difference.interval?.low)), ("high", .optional(difference.interval?.high)),
                    ("clear", difference.interval.map { .bool($0.isClear) } ?? .null),
                ])
            )
        }
        return .object([
            ("base", base.metrics.json), ("tuned", tuned.metrics.json), ("differences", .object(differences)),
            ("rows", .integer(Int64(base.losses.count))), ("answers", .integer(Int64(base.answers.count))),
            ("same_tokens", .bool(sharesTokens)), ("resamples", .integer(Int64(bootstrap.resamples))),
            ("seed", .string(String(seed))),
            ("samples", .array(ComparedSample.spread(self, samples).map(\.json))),
        ])
    }
}
