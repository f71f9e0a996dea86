internal import AttuneFormats
internal import AttuneJSON

/// A file of JSON Lines that appears whole or not at all.
final class JSONLinesFile {
    private let file: AtomicFile
    private var pending: [UInt8] = []
    /// The lines written.
    private(set) var lineCount = 0

    init(path: String) throws { file = try AtomicFile(path: path) }

    /// Writes a value as a line.
    func write(_ value: JSONValue) throws { try write(line: value.encoded().utf8) }

    /// Writes a line that is JSON already.
    func write(line: some Sequence<UInt8>) throws {
        pending.append(contentsOf: line)
        pending.append(UInt8(ascii: "\n"))
        lineCount += 1
        if pending.count >= 1 << 18 { try flush() }
    }

    /// Completes the file.
    func commit() throws {
        try flush()
        _ = try file.commit()
    }

    private func flush() throws {
        try pending.withUnsafeBytes { try file.write($0) }
        pending.removeAll(keepingCapacity: true)
    }
}
