/// Horizontal bars, grouped by category, such as each class' accuracy before and after.
public struct BarChart: Sendable, Equatable {
    /// One bar in each category.
    public struct Series: Sendable, Equatable {
        /// The name in the legend.
        public let name: String
        /// The values in the order of the categories; nil, or one that is not finite, has no bar.
        public let values: [Double?]

        /// A series from its name and values.
        public init(name: String, values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    /// The words around the drawing; the chart is made taller when the bars need it.
    public var labels: ChartLabels
    /// The names at the left.
    public var categories: [String]
    /// The bars of each category, from top to bottom.
    public var series: [Series]

    /// A chart of these bars.
    public init(_ labels: ChartLabels, categories: [String], series: [Series]) {
        self.labels = labels
        self.categories = categories
        self.series = series
    }

    /// The chart as an SVG picture, with each value at the end of its bar.
    public func svg() -> String {
        var frame = ChartFrame(fittingLabels, summary: summary)
        frame.legend(series.enumerated().map { ($0.element.name, "attune-key \(ChartFrame.colour($0.offset))") })
        let values = series.flatMap(\.values).compactMap { $0 }.filter(\.isFinite)
        let scale = AxisScale(values: values, wantedTicks: 5, includesZero: true)
        let area = frame.barArea(categories, scale)
        if values.isEmpty || categories.isEmpty {
            frame.nothing(in: area)
            return frame.finished()
        }
        let band = (area.bottom - area.top) / Double(categories.count)
        for index in categories.indices {
            drawBars(index, top: area.top + Double(index) * band, band: band, scale, area, &frame)
        }
        return frame.finished()
    }

    private func drawBars(
        _ category: Int, top: Double, band: Double, _ scale: AxisScale, _ area: ChartFrame.Area,
        _ frame: inout ChartFrame
    ) {
        let thickness = min(22, band * 0.76 / Double(max(1, series.count)))
        let start = top + (band - thickness * Double(series.count)) / 2
        let zero = area.x(0, scale)
        for (index, series) in series.enumerated() {
            guard category < series.values.count, let value = series.values[category], value.isFinite else { continue }
            let end = area.x(value, scale)
            let y = start + Double(index) * thickness
            frame.svg.element(
                "rect",
                [
                    ("x", frame.svg.at(min(zero, end))), ("y", frame.svg.at(y)),
                    ("width", frame.svg.at(abs(end - zero))), ("height", frame.svg.at(max(1, thickness - 2))),
                    ("rx", "2"), ("class", "attune-f\(index % ChartFrame.colourCount)"),
                ])
            let side: (Double, String) = value < 0 ? (-6, "end") : (6, "start")
            frame.svg.words(
                NumberText.short(value), x: end + side.0, y: y + thickness / 2 + 3, "attune-text", anchor: side.1)
        }
    }

    private var fittingLabels: ChartLabels {
        var labels = labels
        labels.height = max(labels.height, 150 + categories.count * (10 + 18 * max(1, series.count)))
        return labels
    }

    private var summary: String {
        let parts = series.map { series in
            let values = zip(categories, series.values).map { category, value in
                "\(category) \(value.map(NumberText.short) ?? "none")"
            }
            return "\(series.name): \(values.joined(separator: ", "))"
        }
        return (["Bar chart"] + parts).joined(separator: ". ") + "."
    }
}

extension ChartFrame {
    /// Draws the categories' names and the axis of the values, and returns the rectangle of the bars.
    fileprivate mutating func barArea(_ categories: [String], _ scale: AxisScale) -> Area {
        let widest = categories.map { SVG.width($0, size: ChartFrame.textSize) }.max() ?? 0
        let room = min(widest, width * 0.35)
        let area = Area(
            left: ChartFrame.margin + room + 10, top: top + (labels.yAxis.isEmpty ? 10 : 30),
            right: width - ChartFrame.margin - 48,
            bottom: height - ChartFrame.margin - 18 - (labels.xAxis.isEmpty ? 0 : 22))
        svg.words(labels.yAxis, x: ChartFrame.margin, y: area.top - 12, "attune-soft")
        for (tick, label) in zip(scale.ticks, scale.labels) {
            let place = area.x(tick, scale)
            svg.line(from: (place, area.top), to: (place, area.bottom), tick == 0 ? "attune-axis" : "attune-grid")
            svg.words(label, x: place, y: area.bottom + 18, "attune-text", anchor: "middle")
        }
        let band = (area.bottom - area.top) / Double(max(1, categories.count))
        for (index, category) in categories.enumerated() {
            svg.words(
                SVG.fitted(category, size: ChartFrame.textSize, into: room + 2), x: area.left - 10,
                y: area.top + (Double(index) + 0.5) * band + 4, "attune-text", anchor: "end")
        }
        svg.words(
            labels.xAxis, x: (area.left + area.right) / 2, y: height - ChartFrame.margin + 4, "attune-soft",
            anchor: "middle")
        return area
    }
}
