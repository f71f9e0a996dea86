public import AttuneJSON
public import AttuneTraining

// The contract of report.json, metrics.jsonl and `--json`: fields may be added, none changes its meaning.

extension RunReport {
    /// The contents of `report.json`.
    public var json: JSONValue {
        .object([
            ("before", before.json), ("after", after.json),
            ("forgetting", .object([("perplexity_ratio", .optional(forgetting?.perplexityRatio))])),
            ("validation", validation.json), ("steps", .integer(Int64(steps))), ("tokens", .integer(Int64(tokens))),
            ("tokens_per_second", .number(tokensPerSecond)), ("seconds", .number(seconds)),
            ("seconds_to_first_step", .optional(secondsToFirstStep)),
            ("peak_memory_bytes", .integer(Int64(peakMemoryBytes))), ("model", .string(model)),
            ("trainable_parameters", trainableParameters.map { .integer(Int64($0)) } ?? .null),
            ("reason", .string(reason)),
        ])
    }
}

extension Metrics {
    /// The contract's M: null where the task has no such figure.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("loss", .optional(loss)), ("perplexity", .optional(perplexity)), ("accuracy", .optional(accuracy)),
            ("macro_f1", .optional(macroF1)), ("exact_match", .optional(exactMatch)),
            ("rouge_l", .optional(rougeL)), ("token_f1", .optional(tokenF1)),
        ]
        if let answerCount, let cutAnswerCount {
            members += [("answers", .integer(Int64(answerCount))), ("answers_cut", .integer(Int64(cutAnswerCount)))]
        }
        if let classification { members.append(("classes", classification.json)) }
        return .object(JSONObject(members))
    }
}

extension Optional where Wrapped == Metrics {
    /// The figures, or null where nothing was asked for.
    fileprivate var json: JSONValue { map(\.json) ?? .null }
}

extension ClassificationReport {
    /// The classes with their figures, and the confusion matrix.
    var json: JSONValue {
        .object([
            (
                "rows",
                .array(
                    classes.map { row in
                        .object([
                            ("label", .string(row.label)), ("precision", .number(row.precision)),
                            ("recall", .number(row.recall)), ("f1", .number(row.f1)),
                            ("support", .integer(Int64(row.support))),
                        ])
                    })
            ),
            ("confusion", .array(confusion.map { .array($0.map { .integer(Int64($0)) }) })),
        ])
    }
}

extension PhaseReport {
    /// A line of `metrics.jsonl`.
    var json: JSONValue {
        .object([
            ("step", .integer(Int64(steps.upperBound))),
            (
                "phase",
                .object([
                    ("number", .integer(Int64(phase))), ("first_step", .integer(Int64(steps.lowerBound))),
                    ("parts", .string(parts)), ("trainable_parameters", .integer(Int64(trainableCount))),
                    ("gradient_bytes", .integer(Int64(gradientBytes))),
                    ("optimizer_bytes", .integer(Int64(optimizerBytes))),
                    ("exact_weight_bytes", .integer(Int64(exactBytes))),
                    ("resident_bytes", .integer(Int64(residentBytes))),
                ])
            ),
        ])
    }
}

extension StepReport {
    /// A line of `metrics.jsonl`.
    var json: JSONValue {
        .object([
            ("step", .integer(Int64(step))), ("epoch", .number(epoch)), ("loss", .number(loss)),
            ("learning_rate", .number(learningRate)), ("grad_norm", .number(gradientNorm)),
            ("tokens", .integer(Int64(tokens))), ("tokens_per_second", .number(tokensPerSecond)),
            ("seconds", .number(seconds)), ("peak_memory_bytes", .integer(Int64(peakMemoryBytes))),
        ])
    }
}

extension EvaluationReport {
    /// A line of `metrics.jsonl`.
    var json: JSONValue {
        .object([
            ("step", .integer(Int64(step))), ("moment", .string(moment.rawValue)), ("evaluation", metrics.json),
        ])
    }
}

extension JSONValue {
    /// An object of these members.
    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { (key: $0.0, value: $0.1) }))
    }

    /// A number or null.
    static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
