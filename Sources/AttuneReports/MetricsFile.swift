internal import AttuneErrors
internal import AttuneFormats
internal import AttuneJSON
internal import AttuneTraining
internal import Foundation

/// `metrics.jsonl`: one line a step or a measurement, written as it happens.
final class MetricsFile {
    private let descriptor: Int32

    /// Opens the file of a run; lines after `step`, from a run that was cut off, are removed.
    init(path: String, keepingStep step: Int) throws {
        let kept = try Self.lines(path).filter { Self.step(of: $0).map { $0 <= step } ?? false }
        try AtomicFile.write(step == 0 ? "" : kept.map { $0 + "\n" }.joined(), to: path)
        descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError.cannotWrite(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// Appends a line.
    func append(_ value: JSONValue) {
        let line = Array((value.encoded() + "\n").utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func lines(_ path: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// The step of a line; nil for one that a kill has cut in two.
    private static func step(of line: String) -> Int? {
        guard let value = try? JSONParser.parse(line), case .object(let object) = value,
            case .integer(let step) = object["step"]
        else { return nil }
        return Int(step)
    }
}
