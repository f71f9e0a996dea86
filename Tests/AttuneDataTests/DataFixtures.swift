import AttuneData
import AttuneJSON
import AttuneText
import Foundation

/// The folder of the fixtures.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

/// The elements of a fixture that is a JSON array.
func fixtureCases(_ name: String) throws -> [JSONPath] {
    let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("data/" + name)))
    return try JSONPath(JSONParser.parse(bytes), path: name).elements()
}

/// The small SmolLM tokenizer of the fixtures.
func fixtureTokenizer(_ name: String = "smollm") throws -> Tokenizer {
    let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("tokenizers/\(name).json")))
    return try Tokenizer(TokenizerSource(tokenizerJSON: bytes))
}

/// A chat template of the fixtures.
func fixtureTemplate(_ name: String) throws -> ChatTemplate {
    let path = fixtures.appendingPathComponent("templates/\(name).jinja")
    return try ChatTemplate(source: String(contentsOf: path, encoding: .utf8))
}

/// An encoder over the small tokenizer and a ChatML template that writes a default system message.
func fixtureEncoder(
    _ options: EncodingOptions = EncodingOptions(), template: String? = "chatml-default-system"
) throws -> SampleEncoder {
    try SampleEncoder(
        tokenizer: fixtureTokenizer(), template: template.map { try fixtureTemplate($0) }, options: options)
}

/// Runs with a folder that is removed afterwards.
@discardableResult
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Runs with a file of this content.
@discardableResult
func withFile<Result>(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    try withFolder { folder in
        let file = folder.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return try body(file.path)
    }
}

/// Runs with a file of this text.
@discardableResult
func withFile<Result>(_ name: String, _ text: String, _ body: (String) throws -> Result) throws -> Result {
    try withFile(name, Array(text.utf8), body)
}

/// All outcomes of a source's file.
func outcomes(
    _ source: DataSource, classification: ClassificationTask? = nil, limits: ReadingLimits = ReadingLimits()
) throws -> [RowOutcome<Record>] {
    var stream = try RecordStream(source, classification: classification, limits: limits)
    var all: [RowOutcome<Record>] = []
    while let outcome = try stream.next() { all.append(outcome) }
    return all
}

/// All outcomes of a file with this text.
func outcomes(
    _ name: String, _ text: String, format: RecordFormat? = nil, fields: [String: String] = [:],
    classification: ClassificationTask? = nil, limits: ReadingLimits = ReadingLimits()
) throws -> [RowOutcome<Record>] {
    try withFile(name, text) { path in
        try outcomes(
            DataSource(path: path, format: format, fields: fields), classification: classification, limits: limits)
    }
}

extension RowOutcome {
    /// The row, if it can be used.
    var usable: Row? { if case .row(let row) = self { row } else { nil } }
    /// What is wrong with it otherwise.
    var problem: Finding? { if case .finding(let finding) = self { finding } else { nil } }
}
