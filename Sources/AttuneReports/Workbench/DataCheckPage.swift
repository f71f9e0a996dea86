internal import AttuneCharts
public import AttuneData
internal import AttuneFormats

/// The check of data files as one self-contained HTML page.
public enum DataCheckPage {
    /// Writes the page, whole or not at all.
    ///
    /// - Throws: `FileError.cannotWrite`.
    public static func write(_ check: DataCheck, to path: String) throws {
        try AtomicFile.write(html(check), to: path)
    }

    /// The page.
    public static func html(_ check: DataCheck) -> String {
        let sections = [
            banner(check), facts(check), findings(check), profile(check.profile), files(check), omitted(check),
        ]
        return HTMLPage(title: "Data check", style: style).html(sections.joined())
    }

    private static func banner(_ check: DataCheck) -> String {
        let reasons = check.verdict.reasons.map { "<li>\(HTMLPage.marked($0))</li>" }.joined()
        return """
            <h1>Data check</h1>
            <section class="verdict \(check.verdict.state.rawValue)">
            <p><strong>\(check.verdict.state.headline)</strong></p><ul>\(reasons)</ul></section>

            """
    }

    private static func facts(_ check: DataCheck) -> String {
        let worst = Severity.allCases.map { severity in
            (
                name: severity == .blocking ? "blocking findings" : "\(severity.rawValue)s",
                count: check.counts.count { $0.severity == severity }
            )
        }
        let tiles =
            [("rows", Figures.grouped(check.rows)), ("usable rows", Figures.grouped(check.usableRows))]
            + worst.map { ("kinds of \($0.name)", "\($0.count)") }
        let cells = tiles.map { "<div><b>\($0.1)</b><span>\($0.0)</span></div>" }
        return "<section class=\"tiles\">\(cells.joined())</section>\n"
    }

    private static func findings(_ check: DataCheck) -> String {
        guard !check.counts.isEmpty else { return "" }
        let drawn = check.counts.filter { $0.message == nil }
        let chart = BarChart(
            labels("Findings by kind", "the most severe first", "rows"),
            categories: drawn.map(\.code.rawValue),
            series: [BarChart.Series(name: "rows", values: drawn.map { Double($0.rows) })])
        return "<h2>Findings</h2>\n\(drawn.isEmpty ? "" : chart.svg())\n" + check.counts.map(finding).joined()
    }

    private static func finding(_ count: DataCheck.Count) -> String {
        let meaning = count.code.meaning
        let table =
            count.examples.isEmpty
            ? "" : "<table><tr><th>where</th><th>what</th></tr>\n\(count.examples.map(example).joined())</table>"
        let message = count.message.map { "<p>\(HTMLPage.escaped($0))</p>" } ?? ""
        return """
            <details\(count.severity == .note ? "" : " open")><summary><span class="badge \(count.severity.rawValue)">\
            \(count.severity.rawValue)</span> <code>\(count.code.rawValue)</code> \(HTMLPage.escaped(meaning.title))\
            <span class="count">\(Figures.grouped(count.rows)) \(count.rows == 1 ? "row" : "rows"), \
            \(Figures.percent(count.share))</span></summary>
            \(message)<p>Why it matters: \(HTMLPage.escaped(meaning.consequence)). \(HTMLPage.marked(meaning.advice))</p>
            \(table)</details>

            """
    }

    private static func example(_ example: Finding) -> String {
        let name = example.place.split(separator: "/").last.map(String.init) ?? example.place
        let key = example.key.map { " <code>\(HTMLPage.escaped($0))</code>" } ?? ""
        let text = HTMLPage.escaped(example.excerpt).replacing("\\n", with: " <i>&#8629;</i> ")
        let excerpt = text.isEmpty ? "" : "<blockquote>\(text)</blockquote>"
        return """
            <tr><td><code title="\(HTMLPage.escaped(example.place))">\(HTMLPage.escaped(name))</code>\(key)</td>\
            <td>\(HTMLPage.escaped(example.message))\(excerpt)</td></tr>

            """
    }

    private static func files(_ check: DataCheck) -> String {
        let rows = check.files.map { file in
            "<tr><td><code>\(HTMLPage.escaped(file.path))</code></td><td>\(file.split.rawValue)</td>"
                + "<td>\(HTMLPage.escaped(file.format))</td><td class=\"number\">\(Figures.grouped(file.rows))</td>"
                + "<td class=\"number\">\(Figures.grouped(file.usableRows))</td></tr>\n"
        }
        return """
            <h2>Files</h2>
            <table><tr><th>file</th><th>for</th><th>format</th><th class="number">rows</th>\
            <th class="number">usable</th></tr>
            \(rows.joined())</table>

            """
    }

    private static func omitted(_ check: DataCheck) -> String {
        guard !check.omitted.isEmpty else { return "" }
        let items = check.omitted.map { "<li>\(HTMLPage.escaped($0))</li>" }.joined()
        return "<h2>Not looked at</h2><ul>\(items)</ul>\n"
    }
}
