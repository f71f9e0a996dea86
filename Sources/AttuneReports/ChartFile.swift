internal import AttuneCharts
public import AttuneErrors
public import AttuneJSON

/// A chart that is described in JSON: `{"kind": "bars", "title", "subtitle", "x_axis", "y_axis", "categories": [...],
/// "series": [{"name", "values": [number or null, ...]}]}`.
///
/// With `"kind": "lines"` there are no categories, and a value is a pair `[x, y]`.
public enum ChartFile {
    /// The picture that the description asks for.
    ///
    /// - Throws: `JSONError` for what is missing or of the wrong type, `ChartFileError` for another kind.
    public static func svg(_ description: JSONValue) throws -> String {
        let root = JSONPath(description)
        let labels = ChartLabels(
            title: try root.at("title").string(), subtitle: try root.optional("subtitle")?.string() ?? "",
            xAxis: try root.optional("x_axis")?.string() ?? "", yAxis: try root.optional("y_axis")?.string() ?? "")
        let series = try root.at("series").elements()
        switch try root.at("kind").string() {
        case "bars":
            return BarChart(
                labels, categories: try root.at("categories").elements().map { try $0.string() },
                series: try series.map(bars)
            ).svg()
        case "lines":
            var chart = LineChart(labels, series: try series.map(line))
            chart.includesZero = true
            return chart.svg()
        case let kind: throw ChartFileError.unknownKind(kind)
        }
    }

    private static func bars(_ series: JSONPath) throws -> BarChart.Series {
        let values = try series.at("values").elements().map { $0.value == .null ? nil : try $0.double() }
        return BarChart.Series(name: try series.at("name").string(), values: values)
    }

    private static func line(_ series: JSONPath) throws -> ChartSeries {
        let points = try series.at("values").elements().map { pair in
            let numbers = try pair.elements()
            guard numbers.count == 2 else { throw ChartFileError.notAPoint(path: pair.path) }
            return ChartPoint(x: try numbers[0].double(), y: try numbers[1].double())
        }
        return ChartSeries(name: try series.at("name").string(), points: points)
    }
}

/// A chart's description that cannot be drawn.
public enum ChartFileError: RemediedError, Equatable {
    /// There is no such kind of chart.
    case unknownKind(String)
    /// A value of a line is not a pair.
    case notAPoint(path: String)

    /// What is wrong.
    public var problem: String {
        switch self {
        case .unknownKind(let kind): "There is no chart of the kind \(kind)."
        case .notAPoint(let path): "\(path) is not a pair of numbers."
        }
    }
    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unknownKind: "Use bars or lines."
        case .notAPoint: "Write each point of a line as [x, y]."
        }
    }
    /// The command line is wrong.
    public var failureKind: FailureKind { .usage }
}
