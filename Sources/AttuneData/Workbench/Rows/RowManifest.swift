internal import AttuneFormats
internal import AttuneJSON

/// What became of the rows of data files, as JSON Lines beside the output: one line that sums up, then one line for
/// every row that was dropped, repeated, changed or put somewhere.
final class RowManifest {
    private let file: JSONLinesFile

    /// Begins the manifest of an output.
    ///
    /// - Parameters:
    ///   - path: the manifest's own path.
    ///   - command: the command that makes the output.
    ///   - inputs: what was read; each file's SHA-256 digest is taken now.
    ///   - settings: what decided about the rows.
    ///   - counts: what became of all rows.
    /// - Throws: `FileError`, and `DataError` when an input can no longer be read.
    init(
        path: String, command: String, inputs: [RowFiles.Facts], settings: JSONObject, counts: JSONObject
    ) throws {
        file = try JSONLinesFile(path: path)
        let described = try inputs.map { fact in
            JSONValue.object(
                JSONObject([
                    ("path", .string(fact.path)), ("sha256", .string(hexadecimalText(try fileDigest(path: fact.path)))),
                    ("format", .string(fact.format)), ("rows", .integer(Int64(fact.rows))),
                    ("usable_rows", .integer(Int64(fact.usableRows))),
                ]))
        }
        try file.write(
            .object(
                JSONObject([
                    ("manifest", .integer(1)), ("command", .string(command)), ("inputs", .array(described)),
                    ("settings", .object(settings)), ("counts", .object(counts)),
                ])))
    }

    /// Notes what became of a row.
    func note(_ row: RecordReference, _ action: String, _ details: JSONObject = JSONObject()) throws {
        var line = JSONObject([
            ("file", .string(row.file)), ("line", .integer(Int64(row.line))), ("row", .integer(Int64(row.row))),
            ("action", .string(action)),
        ])
        for (key, value) in details.members { line[key] = value }
        try file.write(.object(line))
    }

    /// Notes a row that could not be used.
    func note(_ finding: Finding) throws {
        try note(
            finding.record, "dropped",
            JSONObject([("reason", .string(finding.code.rawValue)), ("message", .string(finding.message))]))
    }

    /// Completes the manifest.
    func commit() throws { try file.commit() }

    /// The manifest's path of an output file.
    static func path(of output: String) -> String { output + ".manifest.jsonl" }
}
