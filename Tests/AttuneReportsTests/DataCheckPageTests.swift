import AttuneData
import Foundation
import Testing

@testable import AttuneReports

struct DataCheckPageTests {
    private static let script = "<script>alert(\"x\")</script>"

    /// What the checker finds in a file of these rows.
    private func checked(_ rows: [[String: String]], task: ClassificationTask? = nil) throws -> DataCheck {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("<rows> & \"more\".jsonl")
        let lines = try rows.map {
            try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys) + Data("\n".utf8)
        }
        try lines.reduce(Data(), +).write(to: file)
        var options = DataCheckOptions()
        options.classification = task
        return try DataChecker(options).check([CheckedSource(DataSource(path: file.path))])
    }

    /// Rows of which two are the same and two have labels that would be markup.
    private func labelled() throws -> DataCheck {
        let labels = ["good", Self.script, "a&b\" onload=\"x", "good"]
        let texts = ["The first text.", "The second \(Self.script) text.", "The third text.", "The first text."]
        return try checked(
            zip(texts, labels).map { ["text": $0, "label": $1] }, task: ClassificationTask(text: "text", label: "label")
        )
    }

    /// The names of the tags of a page, in order; `/` begins the name of one that closes.
    private func tags(_ html: String) -> [(name: String, isVoid: Bool)] {
        html.matches(of: /<(\/?[a-z][a-z0-9]*)([^<>]*)>/).map { tag in
            (String(tag.1), tag.1 == "meta" || tag.2.hasSuffix("/"))
        }
    }

    @Test func everyTagIsClosedInTheOrderOfOpening() throws {
        var open: [String] = []
        for tag in tags(DataCheckPage.html(try labelled())) where !tag.isVoid {
            guard tag.name.hasPrefix("/") else {
                open.append(tag.name)
                continue
            }
            #expect(open.popLast().map { "/" + $0 } == tag.name)
        }
        #expect(open.isEmpty)
    }

    @Test func hostileLabelsTextsAndPathsAreShownAsText() throws {
        let html = DataCheckPage.html(try labelled())
        #expect(!html.contains("<script") && !html.contains("\" onload=\""))
        #expect(html.contains("&lt;script&gt;"))
        #expect(html.contains("&lt;rows&gt; &amp; &quot;more&quot;.jsonl"))
    }

    @Test func nothingIsLoadedFromElsewhere() throws {
        let html = DataCheckPage.html(try labelled())
        #expect(html.contains("default-src 'none'"))
        let addresses = html.matches(of: /(?:src|href|action)\s*=|url\(|@import/)
        #expect(addresses.isEmpty)
    }

    @Test func theCountsAreThoseOfTheJSON() throws {
        let check = try labelled()
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(try check.json.utf8)) as? [String: Any])
        let counts = try #require(fields["counts"] as? [[String: Any]])
        #expect(!counts.isEmpty)
        let html = DataCheckPage.html(check)
        for count in counts {
            let code = try #require(count["code"] as? String)
            let rows = try #require(count["rows"] as? Int)
            let start = try #require(html.range(of: "<code>\(code)</code>"))
            let summary = html[start.upperBound...].prefix { $0 != "\n" }
            #expect(summary.contains(">\(rows) \(rows == 1 ? "row" : "rows"), "), "\(code)")
        }
        #expect(html.contains("<div><b>4</b><span>rows</span></div>"))
        #expect(html.matches(of: /<details/).count == counts.count)
    }

    @Test func dataWithoutFindingsHasNoListOfThem() throws {
        let html = DataCheckPage.html(
            try checked([["prompt": "Why does it rain?", "completion": "Because the clouds are heavy."]]))
        #expect(!html.contains("<details") && html.contains("verdict ready"))
    }
}
