/// Where a stretch of text came from.
struct TextMark: Equatable, Sendable {
    /// The template wrote it.
    static let template = TextMark(source: -1)
    /// It came from the context rather than from a message: tools, documents, variables.
    static let context = TextMark(source: Int32.max)

    /// -1 for the template, the message's index, or `Int32.max` for other input.
    var source: Int32
    /// Whether a `generation` block wrote it.
    var inGeneration = false

    var isInput: Bool { source >= 0 }
}

/// UTF-8 text that remembers which parts came from the template and which from the data.
///
/// No runs at all means that the template wrote everything, so plain template text costs nothing extra.
struct MarkedText: Sendable {
    struct Run: Equatable, Sendable {
        var end: Int
        var mark: TextMark
    }

    private(set) var bytes: [UInt8]
    private(set) var runs: [Run]

    init() {
        bytes = []
        runs = []
    }

    init(_ text: String, mark: TextMark = .template) { self.init(bytes: Array(text.utf8), mark: mark) }

    init(bytes: [UInt8], mark: TextMark = .template) {
        self.bytes = bytes
        runs = mark == .template || bytes.isEmpty ? [] : [Run(end: bytes.count, mark: mark)]
    }

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ other: MarkedText) {
        guard !other.isEmpty else { return }
        if runs.isEmpty, other.runs.isEmpty {
            bytes.append(contentsOf: other.bytes)
            return
        }
        let base = bytes.count
        coverWithRuns()
        bytes.append(contentsOf: other.bytes)
        if other.runs.isEmpty { appendRun(Run(end: bytes.count, mark: .template)) }
        for run in other.runs { appendRun(Run(end: base + run.end, mark: run.mark)) }
    }

    mutating func append(_ added: some Collection<UInt8>, mark: TextMark) {
        guard !added.isEmpty else { return }
        if mark != .template || !runs.isEmpty { coverWithRuns() }
        bytes.append(contentsOf: added)
        if mark != .template || !runs.isEmpty { appendRun(Run(end: bytes.count, mark: mark)) }
    }

    mutating func append(_ text: String, mark: TextMark = .template) { append(text.utf8, mark: mark) }

    /// The part at a byte range whose bounds lie between scalars.
    subscript(range: Range<Int>) -> MarkedText {
        if range == 0..<bytes.count { return self }
        var part = MarkedText()
        part.bytes = Array(bytes[range])
        guard !runs.isEmpty, !range.isEmpty else { return part }
        for run in runs where run.end > range.lowerBound {
            part.appendRun(Run(end: min(run.end, range.upperBound) - range.lowerBound, mark: run.mark))
            if run.end >= range.upperBound { break }
        }
        part.dropTrivialRuns()
        return part
    }

    /// The same text as if a `generation` block had written it.
    func markedAsGeneration() -> MarkedText {
        guard !isEmpty else { return self }
        var copy = self
        copy.coverWithRuns()
        for index in copy.runs.indices { copy.runs[index].mark.inGeneration = true }
        return copy
    }

    /// The runs, with the single run of plain template text spelled out.
    var explicitRuns: [Run] { runs.isEmpty && !isEmpty ? [Run(end: count, mark: .template)] : runs }

    private mutating func coverWithRuns() {
        if runs.isEmpty, !bytes.isEmpty { runs = [Run(end: bytes.count, mark: .template)] }
    }

    private mutating func appendRun(_ run: Run) {
        if let last = runs.last, last.mark == run.mark {
            runs[runs.count - 1].end = run.end
        } else {
            runs.append(run)
        }
    }

    private mutating func dropTrivialRuns() {
        if runs.count == 1, runs[0].mark == .template { runs = [] }
    }
}

/// Equality of the text; where it came from does not count.
extension MarkedText: Equatable {
    static func == (a: MarkedText, b: MarkedText) -> Bool { a.bytes == b.bytes }
}
