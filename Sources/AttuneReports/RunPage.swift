internal import AttuneCharts
internal import AttuneFormats
internal import AttuneJSON
internal import AttuneTraining
internal import Foundation

/// `report.html`, one self-contained page, and `loss.svg`.
enum RunPage {
    /// Writes both from the report and the run's metrics file.
    static func write(_ report: RunReport, folder: String) throws {
        let chart = try lossChart(folder).svg()
        try AtomicFile.write(chart, to: folder + "/loss.svg")
        let recipe = try String(contentsOfFile: folder + "/recipe.yaml", encoding: .utf8)
        try AtomicFile.write(page(report, chart: chart, recipe: recipe), to: folder + "/report.html")
    }

    private static func lossChart(_ folder: String) throws -> LineChart {
        var points: [ChartPoint] = []
        var validation: [ChartPoint] = []
        let text = try String(contentsOfFile: folder + "/metrics.jsonl", encoding: .utf8)
        for line in text.split(separator: "\n") {
            let row = JSONPath(try JSONParser.parse(String(line)))
            let step = Double(try row.at("step").integer())
            if let loss = try row.optional("loss") { points.append(ChartPoint(x: step, y: try loss.double())) }
            if let measured = try row.optional("evaluation")?.optional("loss"),
                try row.optional("moment")?.string() == "validation"
            {
                validation.append(ChartPoint(x: step, y: try measured.double()))
            }
        }
        var series = [ChartSeries(name: "training, each step", points: points, isFaint: true)]
        series.append(ChartSeries(name: "training, smoothed", points: smoothed(points)))
        if !validation.isEmpty { series.append(ChartSeries(name: "validation", points: validation)) }
        return LineChart(
            ChartLabels(
                title: "Loss", xAxis: "optimizer step", yAxis: "nats per counted token",
                summary: "The loss over the steps of the run"), series: series)
    }

    private static func smoothed(_ points: [ChartPoint]) -> [ChartPoint] {
        var mean = SmoothedValue()
        return points.map { ChartPoint(x: $0.x, y: mean.add($0.y)) }
    }

    private static func page(_ report: RunReport, chart: String, recipe: String) -> String {
        let text = ResultText(report).lines.joined(separator: "\n")
        let style = """
            pre { font: 14px/1.45 ui-monospace, monospace; overflow-x: auto; padding: 1rem; border-radius: 8px;
                  background: color-mix(in srgb, currentColor 7%, transparent); }
            """
        return HTMLPage(title: "Attune run", style: style).html(
            """
            <h1>Training run</h1>
            \(chart)
            <h2>Result</h2><pre>\(HTMLPage.escaped(text.trimmingCharacters(in: .newlines)))</pre>
            <h2>Recipe</h2><pre>\(HTMLPage.escaped(recipe))</pre>

            """)
    }
}
