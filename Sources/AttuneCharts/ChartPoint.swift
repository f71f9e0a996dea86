/// A point of a chart in the units of its axes.
public struct ChartPoint: Sendable, Equatable {
    /// The horizontal value.
    public let x: Double
    /// The vertical value; one that is not finite is a gap.
    public let y: Double

    /// A point from its two values.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    var isFinite: Bool { x.isFinite && y.isFinite }
}

/// A named set of points.
public struct ChartSeries: Sendable, Equatable {
    /// The name in the legend.
    public let name: String
    /// The points; a line joins them in this order.
    public let points: [ChartPoint]
    /// Whether a line steps back behind the others: thin and pale, as for raw values beside their mean.
    public let isFaint: Bool

    /// A series from its name and points.
    public init(name: String, points: [ChartPoint], isFaint: Bool = false) {
        self.name = name
        self.points = points
        self.isFaint = isFaint
    }
}

/// What all charts have: the words around the drawing and its size.
public struct ChartLabels: Sendable, Equatable {
    /// The heading, also what a screen reader calls the chart.
    public var title: String
    /// A line below the heading.
    public var subtitle: String
    /// What the horizontal axis counts.
    public var xAxis: String
    /// What the vertical axis counts.
    public var yAxis: String
    /// What a screen reader says about the chart; empty takes a summary of the numbers.
    public var summary: String
    /// The width in pixels.
    public var width = 760
    /// The height in pixels.
    public var height = 400

    /// The words around a chart.
    public init(title: String, subtitle: String = "", xAxis: String = "", yAxis: String = "", summary: String = "") {
        self.title = title
        self.subtitle = subtitle
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.summary = summary
    }
}
