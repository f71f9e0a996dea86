/// Points of two measures, such as memory and speed of several runs.
public struct ScatterChart: Sendable, Equatable {
    /// The words around the drawing.
    public var labels: ChartLabels
    /// The sets of points, each in its own colour.
    public var series: [ChartSeries]
    /// Whether each series' name stands beside its first point instead of in a legend.
    public var labelsPoints = false

    /// A chart of these points.
    public init(_ labels: ChartLabels, series: [ChartSeries]) {
        self.labels = labels
        self.series = series
    }

    /// The chart as an SVG picture; points that are not finite are left out.
    public func svg() -> String {
        var frame = ChartFrame(labels, summary: Summary.text("Scatter chart", series))
        if !labelsPoints {
            frame.legend(series.enumerated().map { ($0.element.name, "attune-key \(ChartFrame.colour($0.offset))") })
        }
        let points = series.flatMap(\.points).filter(\.isFinite)
        let x = AxisScale(values: points.map(\.x), wantedTicks: 6)
        let y = AxisScale(values: points.map(\.y), wantedTicks: 5)
        let area = frame.axes(x: x, y: y)
        if points.isEmpty { frame.nothing(in: area) }
        for (index, series) in series.enumerated() {
            let places = series.points.filter(\.isFinite).map { (area.x($0.x, x), area.y($0.y, y)) }
            for place in places { frame.dot(place, index, radius: 5) }
            if labelsPoints, let place = places.first { name(series.name, place, area, &frame) }
        }
        return frame.finished()
    }

    private func name(_ name: String, _ place: (Double, Double), _ area: ChartFrame.Area, _ frame: inout ChartFrame) {
        let fits = place.0 + 10 + SVG.width(name, size: ChartFrame.textSize) <= area.right
        frame.svg.words(
            name, x: place.0 + (fits ? 10 : -10), y: place.1 + 4, "attune-text", anchor: fits ? "start" : "end")
    }
}
