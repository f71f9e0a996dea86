/// A self-contained HTML page: no script, nothing loaded from elsewhere, readable in light and dark.
struct HTMLPage {
    let title: String
    /// Style rules of the page's own parts.
    let style: String

    /// The page around its content.
    func html(_ content: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(HTMLPage.escaped(title))</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; }
        th { border-bottom: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
        .number { text-align: right; } code { font-size: .9em; overflow-wrap: anywhere; }
        svg { width: 100%; height: auto; margin: .6rem 0; }
        \(style)
        </style></head><body>
        \(content)</body></html>

        """
    }

    /// Text for content; what stands between back-ticks is set as code.
    static func marked(_ text: String) -> String {
        escaped(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset % 2 == 1 ? "<code>\($0.element)</code>" : String($0.element) }.joined()
    }

    /// Text for content and attributes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
