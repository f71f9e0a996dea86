public import AttuneData
internal import AttuneJSON

extension CleaningReport {
    /// The report as JSON.
    public var json: String { get throws { try prettyJSON(self) } }

    /// What became of the rows, by rule and reason.
    public func write(to console: Console) {
        console.line(
            "\(Figures.grouped(rows)) rows: \(Figures.grouped(unchanged)) kept as they were, "
                + "\(Figures.grouped(changed)) changed, \(Figures.grouped(dropped)) dropped")
        if !counts.isEmpty {
            console.line()
            let rule = counts.map(\.rule.count).max() ?? 0
            let reason = counts.map(\.reason.count).max() ?? 0
            let digits = counts.map { Figures.grouped($0.rows).count }.max() ?? 0
            for count in counts {
                let action = console.styled(count.action, count.action == "dropped" ? .red : .yellow)
                let cells = [
                    action, count.rule.padded(to: rule), count.reason.padded(to: reason),
                    Figures.grouped(count.rows).padded(to: digits, leaning: .right),
                ]
                console.line("  " + cells.joined(separator: "  "))
            }
        }
        console.line()
        console.line("rows: \(output)")
        console.line("every change: \(manifest)")
    }
}

/// The rules that a cleaning recipe can name.
public enum CleaningRules {
    /// Lists the rules with what they do and what can be set.
    public static func write(to console: Console, json: Bool) {
        guard !json else { return console.line(list.encoded(pretty: true)) }
        for kind in CleaningCatalog.kinds {
            console.line(console.styled(kind.name, .bold))
            console.line("  \(kind.documentation)")
            guard !kind.settings.isEmpty else { continue }
            let settings = kind.settings.map { "\($0.name): \(shown($0.value))" }
            console.line(console.styled("  { " + settings.joined(separator: ", ") + " }", .dim))
        }
    }

    private static var list: JSONValue {
        .array(
            CleaningCatalog.kinds.map { kind in
                let settings = kind.settings.map { (key: $0.name, value: JSONValue.number($0.value)) }
                return .object(
                    JSONObject([
                        ("name", .string(kind.name)), ("does", .string(kind.documentation)),
                        ("settings", .object(JSONObject(settings))),
                    ]))
            })
    }

    private static func shown(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
