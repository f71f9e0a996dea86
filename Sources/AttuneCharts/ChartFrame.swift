/// What surrounds every drawing: background, heading, legend, axes, and the words for screen readers.
struct ChartFrame {
    /// The rectangle of the drawing in pixels.
    struct Area {
        let left: Double
        let top: Double
        let right: Double
        let bottom: Double
    }

    static let margin = 24.0
    static let textSize = 12.0
    /// Hues that differ for most kinds of colour blindness and stand out from both backgrounds.
    static let colourCount = 6

    let labels: ChartLabels
    var svg = SVG()
    /// Where the next line of the heading goes.
    private(set) var top: Double

    var width: Double { Double(min(max(labels.width, 240), 4000)) }
    var height: Double { Double(min(max(labels.height, 160), 4000)) }

    init(_ labels: ChartLabels, summary: String) {
        self.labels = labels
        self.top = ChartFrame.margin
        let size = [("width", svg.at(width)), ("height", svg.at(height))]
        let described = labels.summary.isEmpty ? summary : labels.summary
        svg.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size[0].1)\" height=\"\(size[1].1)\"")
        svg.raw(
            " viewBox=\"0 0 \(size[0].1) \(size[1].1)\" role=\"img\" aria-label=\"\(SVG.escaped(labels.title))\">\n")
        svg.element("title", [], labels.title)
        svg.element("desc", [], described)
        svg.raw("<style>\(ChartFrame.style)</style>\n")
        svg.element("rect", size + [("rx", "8"), ("class", "attune-back")])
        heading()
    }

    private mutating func heading() {
        let room = width - 2 * ChartFrame.margin
        if !labels.title.isEmpty {
            svg.words(
                SVG.fitted(labels.title, size: 17, into: room), x: ChartFrame.margin, y: top + 13, "attune-title")
            top += 26
        }
        if !labels.subtitle.isEmpty {
            svg.words(
                SVG.fitted(labels.subtitle, size: 13, into: room), x: ChartFrame.margin, y: top + 8, "attune-soft")
            top += 20
        }
    }

    /// Draws the legend, in as many rows as it needs; a single series needs none.
    mutating func legend(_ entries: [(name: String, style: String)]) {
        guard entries.count > 1 else { return }
        var x = ChartFrame.margin
        top += 4
        for entry in entries {
            let name = SVG.fitted(entry.name, size: ChartFrame.textSize, into: width - 2 * ChartFrame.margin - 26)
            let length = 26 + SVG.width(name, size: ChartFrame.textSize)
            if x > ChartFrame.margin, x + length > width - ChartFrame.margin {
                x = ChartFrame.margin
                top += 20
            }
            svg.element(
                "line",
                [
                    ("x1", svg.at(x + 2)), ("y1", svg.at(top + 6)), ("x2", svg.at(x + 16)), ("y2", svg.at(top + 6)),
                    ("class", entry.style),
                ])
            svg.words(name, x: x + 24, y: top + 10, "attune-text")
            x += length + 18
        }
        top += 20
    }

    /// Draws a grid with both axes and returns the rectangle between them.
    mutating func axes(x: AxisScale, y: AxisScale) -> Area {
        let labelWidth = y.labels.map { SVG.width($0, size: ChartFrame.textSize) }.max() ?? 0
        let area = Area(
            left: ChartFrame.margin + labelWidth + 8, top: top + (labels.yAxis.isEmpty ? 14 : 32),
            right: width - ChartFrame.margin - 8,
            bottom: height - ChartFrame.margin - 18 - (labels.xAxis.isEmpty ? 0 : 22))
        svg.words(labels.yAxis, x: ChartFrame.margin, y: area.top - 16, "attune-soft")
        for (tick, label) in zip(y.ticks, y.labels) {
            let place = area.y(tick, y)
            svg.line(from: (area.left, place), to: (area.right, place), "attune-grid")
            svg.words(label, x: area.left - 8, y: place + 4, "attune-text", anchor: "end")
        }
        svg.line(from: (area.left, area.bottom), to: (area.right, area.bottom), "attune-axis")
        for (tick, label) in zip(x.ticks, x.labels) {
            let place = area.x(tick, x)
            svg.line(from: (place, area.bottom), to: (place, area.bottom + 5), "attune-axis")
            svg.words(label, x: place, y: area.bottom + 20, "attune-text", anchor: "middle")
        }
        svg.words(
            labels.xAxis, x: (area.left + area.right) / 2, y: height - ChartFrame.margin + 4, "attune-soft",
            anchor: "middle")
        return area
    }

    /// The finished picture.
    func finished() -> String { svg.text + "</svg>\n" }

    /// The class of a series' colour.
    static func colour(_ index: Int) -> String { "attune-c\(index % colourCount)" }
}

extension ChartFrame.Area {
    func x(_ value: Double, _ scale: AxisScale) -> Double { left + scale.share(of: value) * (right - left) }
    func y(_ value: Double, _ scale: AxisScale) -> Double { bottom - scale.share(of: value) * (bottom - top) }
}
