/// Lines over a common axis, such as the loss over the steps of a run.
public struct LineChart: Sendable, Equatable {
    /// The words around the drawing.
    public var labels: ChartLabels
    /// The lines; the first lies on top.
    public var series: [ChartSeries]
    /// Whether the vertical axis begins at zero, or below it.
    public var includesZero = false

    /// A chart of these lines.
    public init(_ labels: ChartLabels, series: [ChartSeries]) {
        self.labels = labels
        self.series = series
    }

    /// The chart as an SVG picture.
    ///
    /// Points that are not finite leave a gap. Of more points than pixels the picture keeps those that it shows: in
    /// every column of pixels the first, the lowest, the highest and the last.
    public func svg() -> String {
        var frame = ChartFrame(labels, summary: Summary.text("Line chart", series))
        frame.legend(
            series.enumerated().map { index, series in
                (series.name, "attune-key \(ChartFrame.colour(index))" + (series.isFaint ? " attune-pale" : ""))
            })
        let points = series.flatMap(\.points).filter(\.isFinite)
        let x = AxisScale(values: points.map(\.x), wantedTicks: 7, isTight: true)
        let y = AxisScale(values: points.map(\.y), wantedTicks: 5, includesZero: includesZero)
        let area = frame.axes(x: x, y: y)
        if points.isEmpty { frame.nothing(in: area) }
        for (index, series) in series.enumerated().reversed() {
            draw(series, index, (x, y), area, &frame)
        }
        return frame.finished()
    }

    private func draw(
        _ series: ChartSeries, _ index: Int, _ scales: (x: AxisScale, y: AxisScale), _ area: ChartFrame.Area,
        _ frame: inout ChartFrame
    ) {
        let style = (series.isFaint ? "attune-faint" : "attune-line") + " " + ChartFrame.colour(index)
        for run in series.points.split(whereSeparator: { !$0.isFinite }) {
            let places = Decimation.reduced(run.map { (area.x($0.x, scales.x), area.y($0.y, scales.y)) })
            if places.count > 1 {
                let path = places.map { "\(frame.svg.at($0.0)),\(frame.svg.at($0.1))" }.joined(separator: " ")
                frame.svg.element("polyline", [("points", path), ("class", style)])
            }
            if places.count <= 12, !series.isFaint {
                for place in places { frame.dot(place, index) }
            }
        }
    }
}

/// Leaves out points that share a column of pixels with others and would not be seen.
enum Decimation {
    static func reduced(_ places: [(Double, Double)]) -> [(Double, Double)] {
        guard places.count > 2000 else { return places }
        var kept: [(Double, Double)] = []
        var start = 0
        while start < places.count {
            var end = start + 1
            while end < places.count, places[end].0.rounded() == places[start].0.rounded() { end += 1 }
            kept += extremes(places, start..<end).map { places[$0] }
            start = end
        }
        return kept
    }

    private static func extremes(_ places: [(Double, Double)], _ column: Range<Int>) -> [Int] {
        var (low, high) = (column.lowerBound, column.lowerBound)
        for index in column {
            if places[index].1 < places[low].1 { low = index }
            if places[index].1 > places[high].1 { high = index }
        }
        return Set([column.lowerBound, low, high, column.upperBound - 1]).sorted()
    }
}

/// What a screen reader says about a chart.
enum Summary {
    static func text(_ kind: String, _ series: [ChartSeries]) -> String {
        let parts = series.map { series in
            let values = series.points.filter(\.isFinite).map(\.y)
            guard let first = values.first, let last = values.last, let low = values.min(), let high = values.max()
            else {
                return "\(series.name): no points"
            }
            return "\(series.name): \(values.count) points, first \(NumberText.short(first)), last "
                + "\(NumberText.short(last)), lowest \(NumberText.short(low)), highest \(NumberText.short(high))"
        }
        return ([kind] + parts).joined(separator: ". ") + "."
    }
}

extension ChartFrame {
    /// Says that there is nothing to draw.
    mutating func nothing(in area: Area) {
        svg.words(
            "no data", x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2, "attune-soft", anchor: "middle"
        )
    }

    /// Draws a point in a series' colour.
    mutating func dot(_ place: (Double, Double), _ index: Int, radius: Double = 4) {
        let style = "attune-dot attune-f\(index % ChartFrame.colourCount)"
        svg.element(
            "circle",
            [("cx", svg.at(place.0)), ("cy", svg.at(place.1)), ("r", svg.at(radius)), ("class", style)])
    }
}
