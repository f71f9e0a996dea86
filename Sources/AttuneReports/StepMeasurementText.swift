public import AttuneJSON
internal import AttuneTensor
public import AttuneTraining

/// What measured steps cost, as tables for a person.
public struct StepMeasurementText {
    private let measurement: StepMeasurement

    /// The text of a measurement.
    public init(_ measurement: StepMeasurement) { self.measurement = measurement }

    /// Writes speed and memory, then where a step's time went.
    public func write(to console: Console) {
        let speed = Figures.grouped(Int(measurement.tokensPerSecond.rounded()))
        console.line("\(speed) tokens/s, the median of \(measurement.seconds.count) steps; nothing is padded")
        console.line("\(Figures.bytes(measurement.peakMemoryBytes)) at the peak since the process started")
        console.line("\(Figures.duration(measurement.secondsToFirstStep)) to the end of the first step")
        guard let inside = measurement.breakdown else { return }
        console.line()
        var table = TextTable(["a step's time", "seconds", "share"])
        for (name, seconds) in inside.parts {
            table.add([name, Figures.fixed(seconds, 3), Figures.percent(seconds / max(inside.seconds, 1e-9))])
        }
        table.add(["together", Figures.fixed(inside.seconds, 3), ""])
        table.lines.forEach(console.line)
        console.line()
        let rate = Int(inside.productOperations / max(inside.productSecondsAlone, 1e-9) / 1e9)
        console.line(
            "All its products alone take \(Figures.fixed(inside.productSecondsAlone, 3)) s, at \(rate) GFLOP/s: the step "
                + "reaches \(Figures.percent(measurement.shareOfProductLimit ?? 0)) of what they allow.")
    }
}

extension StepMeasurement {
    /// Of the speed that its products alone would allow, what the step reaches that was looked into.
    ///
    /// The products are timed after the step: on a machine that slows down meanwhile the share may pass 1.
    public var shareOfProductLimit: Double? { breakdown.map { $0.productSecondsAlone / max($0.seconds, 1e-9) } }

    /// The measurement for machines.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("tokens_per_second", .number(tokensPerSecond)), ("seconds", .array(seconds.map { .number($0) })),
            ("tokens", .array(tokens.map { .integer(Int64($0)) })), ("losses", .array(losses.map { .number($0) })),
            ("seconds_to_first_step", .number(secondsToFirstStep)),
            ("peak_memory_bytes", .integer(Int64(peakMemoryBytes))), ("engine", Environment.json),
        ]
        if let breakdown {
            members.append(("share_of_product_limit", .optional(shareOfProductLimit)))
            members.append(("breakdown", breakdown.json))
        }
        return .object(members)
    }
}

extension StepMeasurement.Breakdown {
    /// The parts by name, then what belongs to none.
    fileprivate var parts: [(name: String, seconds: Double)] {
        let named = EngineProfile.Part.allCases.map { ($0.name, profile.seconds[$0] ?? 0) }
        let rest = seconds - named.reduce(0) { $0 + $1.1 }
        return named + [("everything else", max(0, rest))]
    }

    fileprivate var json: JSONValue {
        .object([
            ("seconds", .number(seconds)), ("tokens", .integer(Int64(tokens))),
            ("parts", .object(JSONObject(parts.map { (key: $0.name, value: .number($0.seconds)) }))),
            ("product_seconds_alone", .number(productSecondsAlone)),
            ("product_operations", .number(productOperations)),
            ("product_shapes", .integer(Int64(profile.products.count))),
            ("products", .integer(Int64(profile.products.reduce(0) { $0 + $1.times }))),
        ])
    }
}

extension EngineProfile.Part {
    fileprivate var name: String {
        switch self {
        case .products: "products of layers and head"
        case .attention: "attention"
        case .norms: "norms"
        case .gates: "gates"
        case .rotary: "rotary positions"
        case .loss: "loss"
        case .optimizer: "optimizer and clipping"
        case .tableRows: "rows of tables"
        }
    }
}
