extension ChartFrame {
    /// The style sheet: one set of colours for light surroundings, one for dark ones.
    ///
    /// The class names begin with the product's name, since a picture inside a page shares its style sheets.
    static let style = rules(light) + "@media (prefers-color-scheme: dark){\(colours(dark))}"

    private struct Palette {
        let back, border, ink, soft, grid, axis: String
        let series: [String]
    }

    private static let light = Palette(
        back: "#ffffff", border: "#d8dee4", ink: "#1f2328", soft: "#59636e", grid: "#e7ebef", axis: "#8c959f",
        series: ["#2563c9", "#c2570c", "#0f7f6c", "#8250c4", "#b3261e", "#6b7280"])
    private static let dark = Palette(
        back: "#15191f", border: "#30363d", ink: "#e6edf3", soft: "#9aa4af", grid: "#262c34", axis: "#6e7681",
        series: ["#6aa5ff", "#f0914a", "#3fbfa7", "#b48cf2", "#f2766d", "#a0a8b3"])

    private static func rules(_ palette: Palette) -> String {
        """
        text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px}\
        .attune-title{font-size:17px;font-weight:600}.attune-soft{font-size:12.5px}\
        .attune-grid,.attune-axis{stroke-width:1}.attune-back{stroke-width:1}\
        .attune-line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}\
        .attune-faint{fill:none;stroke-width:1.25;stroke-opacity:0.4;stroke-linejoin:round}\
        .attune-key{stroke-width:4;stroke-linecap:round}.attune-pale{stroke-opacity:0.4}\
        .attune-dot{stroke-width:1.5}\
        \(colours(palette))
        """
    }

    private static func colours(_ palette: Palette) -> String {
        var css = ".attune-back{fill:\(palette.back);stroke:\(palette.border)}"
        css += ".attune-title,.attune-text{fill:\(palette.ink)}.attune-soft{fill:\(palette.soft)}"
        css += ".attune-grid{stroke:\(palette.grid)}.attune-axis{stroke:\(palette.axis)}"
        css += ".attune-dot{stroke:\(palette.back)}"
        for (index, colour) in palette.series.enumerated() {
            css += ".attune-c\(index){stroke:\(colour)}.attune-f\(index){fill:\(colour)}"
        }
        return css
    }
}
