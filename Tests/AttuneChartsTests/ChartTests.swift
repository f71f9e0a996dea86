import Foundation
import Testing

@testable import AttuneCharts

private let series = [
    ChartSeries(name: "train", points: (0..<50).map { ChartPoint(x: Double($0), y: 3 / (1 + Double($0) / 10)) }),
    ChartSeries(name: "validation", points: [.init(x: 10, y: 2), .init(x: 49, y: 0.9)]),
]

/// The elements of a picture that a strict XML parser accepts, by name; nil when it does not.
private func elements(_ svg: String) -> [String: Int]? {
    var counts: [String: Int] = [:]
    var depth = 0
    var rest = Substring(svg)
    while let open = rest.firstIndex(of: "<") {
        guard let close = rest[open...].firstIndex(of: ">") else { return nil }
        let tag = rest[rest.index(after: open)..<close]
        if tag.hasPrefix("/") {
            depth -= 1
        } else {
            counts[String(tag.prefix { $0 != " " && $0 != "/" }), default: 0] += 1
            if !tag.hasSuffix("/") { depth += 1 }
        }
        if tag.count(where: { $0 == "\"" }) % 2 != 0 || tag.contains("<") { return nil }
        rest = rest[close...].dropFirst()
    }
    return depth == 0 ? counts : nil
}

private let tiny = Double.leastNonzeroMagnitude
private let oddPoints: [[ChartPoint]] = [
    [], pair((1, 1), (1, 1)), pair((0, 0), (0, 0)), pair((-1e308, -1e308), (1e308, 1e308)),
    pair((tiny, tiny), (2 * tiny, 2 * tiny)), pair((.nan, 1), (1, .nan)), pair((1, 1), (1 + 1e-15, 1 + 1e-15)),
    pair((1e15, 1e15), (1e15 + 1, 1e15 + 1)),
]

private func pair(_ a: (Double, Double), _ b: (Double, Double)) -> [ChartPoint] {
    [ChartPoint(x: a.0, y: a.1), ChartPoint(x: b.0, y: b.1)]
}

@Suite struct ChartTests {
    @Test func aLineChartHasItsPartsAndWordsForScreenReaders() throws {
        let labels = ChartLabels(title: "Loss", subtitle: "one epoch", xAxis: "step", yAxis: "nats")
        let svg = LineChart(labels, series: series).svg()
        let counts = try #require(elements(svg))
        #expect(counts["polyline"] == 2)
        #expect(counts["title"] == 1)
        #expect(counts["circle"] == 2)
        #expect(svg.contains("role=\"img\" aria-label=\"Loss\""))
        #expect(
            svg.contains("<desc>Line chart. train: 50 points, first 3, last 0.508, lowest 0.508, highest 3. validation")
        )
        #expect(svg.contains("prefers-color-scheme: dark"))
    }

    @Test func textOfAllKindsIsEscaped() throws {
        let evil = "</text><script>alert(\"&\")</script>\u{0}\u{1B}"
        var labels = ChartLabels(title: evil, subtitle: evil, xAxis: evil, yAxis: evil)
        labels.summary = evil
        let named = [ChartSeries(name: evil, points: series[0].points), ChartSeries(name: evil, points: [])]
        let pictures = [
            LineChart(labels, series: named).svg(), ScatterChart(labels, series: named).svg(),
            BarChart(labels, categories: [evil, evil], series: [.init(name: evil, values: [1, nil])]).svg(),
        ]
        for svg in pictures {
            #expect(elements(svg)?["script"] == nil)
            #expect(elements(svg) != nil)
            #expect(!svg.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
    }

    @Test func pointsThatAreNotFiniteLeaveGaps() {
        let values = [1, 2, .nan, 3, 2, .infinity, 5]
        let points = values.enumerated().map { ChartPoint(x: Double($0.offset), y: $0.element) }
        let svg = LineChart(.init(title: "t"), series: [.init(name: "a", points: points)]).svg()
        #expect(elements(svg)?["polyline"] == 2)
        #expect(elements(svg)?["circle"] == 5)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test(arguments: oddPoints)
    func oddNumbersGiveAPicture(points: [ChartPoint]) {
        let one = [ChartSeries(name: "a", points: points)]
        #expect(elements(LineChart(.init(title: ""), series: one).svg()) != nil)
        #expect(elements(ScatterChart(.init(title: ""), series: one).svg()) != nil)
        let bars = [BarChart.Series(name: "a", values: points.map(\.y))]
        let svg = BarChart(.init(title: ""), categories: points.map { "\($0.x)" }, series: bars).svg()
        #expect(elements(svg) != nil)
    }

    @Test func manyPointsKeepTheirExtremes() {
        var places = (0..<100_000).map { (Double($0) / 200, 100.0) }
        places[77_777].1 = 3
        places[12_345].1 = 300
        let reduced = Decimation.reduced(places)
        #expect(reduced.count < 2100)
        #expect(reduced.contains { $0.1 == 3 } && reduced.contains { $0.1 == 300 })
        #expect(reduced.first?.0 == 0 && reduced.last?.0 == 99_999.0 / 200)
    }

    @Test func barsAreAsLongAsTheirValues() throws {
        let bars = [BarChart.Series(name: "a", values: [0.5, 1, -0.5])]
        let svg = BarChart(.init(title: "t"), categories: ["x", "y", "z"], series: bars).svg()
        let widths = svg.split(separator: "\n").filter { $0.hasPrefix("<rect x=") }.compactMap { line in
            line.split(separator: "\"").dropFirst(5).first.flatMap { Double($0) }
        }
        try #require(widths.count == 3)
        #expect(abs(widths[1] - 2 * widths[0]) < 0.02)
        #expect(abs(widths[2] - widths[0]) < 0.02)
    }
}
