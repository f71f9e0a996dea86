internal import AttuneCharts
internal import AttuneData

extension DataCheckPage {
    /// The most bars of a chart.
    private static let barLimit = 20

    /// Charts of what the data is made of.
    static func profile(_ profile: DataProfile) -> String {
        let charts = [
            shares("Languages", profile.languages), shares("Scripts", profile.scripts),
            shares("Labels", profile.labels), shares("Sources", profile.sources.count > 1 ? profile.sources : []),
            lengths(profile),
        ]
        let drawn = charts.compactMap { $0?.svg() }
        return drawn.isEmpty ? "" : "<h2>What the data is made of</h2>\n\(drawn.joined(separator: "\n"))\n"
    }

    private static func shares(_ title: String, _ shares: [DataProfile.Share]) -> BarChart? {
        guard !shares.isEmpty else { return nil }
        let shown = shares.prefix(barLimit)
        let subtitle = shares.count > barLimit ? "the \(barLimit) most frequent of \(shares.count)" : ""
        return BarChart(
            labels(title, subtitle, "% of the rows"), categories: shown.map(\.name),
            series: [BarChart.Series(name: "share", values: shown.map { $0.share * 100 })])
    }

    private static func lengths(_ profile: DataProfile) -> BarChart? {
        let all = profile.promptLengths + profile.answerLengths
        guard let first = all.map(\.from).min(), let last = all.map(\.from).max() else { return nil }
        let starts = sequence(first: first) { $0 < last ? $0 * 2 : nil }.map { $0 }
        func series(_ name: String, _ classes: [DataProfile.LengthClass]) -> BarChart.Series {
            let rows = Dictionary(uniqueKeysWithValues: classes.map { ($0.from, $0.rows) })
            return BarChart.Series(name: name, values: starts.map { Double(rows[$0] ?? 0) })
        }
        var drawn = [series("learned", profile.answerLengths)]
        if !profile.promptLengths.isEmpty { drawn.insert(series("prompts", profile.promptLengths), at: 0) }
        return BarChart(
            labels("Lengths", "in characters, in classes that double", "rows"),
            categories: starts.map { "\($0) to \($0 * 2 - 1)" }, series: drawn)
    }

    /// Words around a chart that is as low as its bars allow.
    static func labels(_ title: String, _ subtitle: String, _ xAxis: String) -> ChartLabels {
        var labels = ChartLabels(title: title, subtitle: subtitle, xAxis: xAxis)
        labels.height = 160
        return labels
    }

    /// The style sheet of the page's own parts.
    static let style = """
        .verdict { border-left: 6px solid; border-radius: 8px; padding: .2rem 1.2rem;
                   background: color-mix(in srgb, currentColor 6%, transparent); }
        .verdict.ready { border-color: #1a7f37; } .verdict.usable { border-color: #bf8700; }
        .verdict.blocked { border-color: #cf222e; }
        .tiles { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.2rem 0; }
        .tiles div { flex: 1 1 7rem; border-radius: 8px; padding: .7rem 1rem;
                     background: color-mix(in srgb, currentColor 6%, transparent); }
        .tiles b { display: block; font-size: 1.5rem; } .tiles span { opacity: .75; font-size: .85rem; }
        details { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: .6rem 0; }
        summary { cursor: pointer; } .count { float: right; opacity: .75; }
        .badge { border-radius: 6px; padding: .05rem .5rem; font-size: .8rem; color: #fff; }
        .badge.blocking { background: #cf222e; } .badge.warning { background: #9a6700; }
        .badge.note { background: #57606a; }
        blockquote { margin: .3rem 0 0; padding-left: .8rem; opacity: .8; overflow-wrap: anywhere;
                     border-left: 3px solid color-mix(in srgb, currentColor 25%, transparent); }
        """
}
