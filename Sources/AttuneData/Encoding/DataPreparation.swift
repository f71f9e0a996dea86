internal import AttuneFormats
internal import AttuneJSON
internal import AttuneText
internal import Foundation

/// Turns data files into a token store, or finds the one that an earlier run with the same data and settings made.
public struct DataPreparation: Sendable {
    /// The sources, folders already replaced by their files.
    public let sources: [DataSource]
    private let encoder: SampleEncoder
    private let cacheFolder: String

    /// Makes a preparation; nothing is read yet but folders.
    ///
    /// - Parameters:
    ///   - sources: the files and folders.
    ///   - encoder: the way from records to samples.
    ///   - cacheFolder: where token stores lie.
    /// - Throws: `DataError` when a path does not exist or a folder holds no data file.
    public init(sources: [DataSource], encoder: SampleEncoder, cacheFolder: String) throws {
        self.sources = try sources.flatMap { try $0.files() }
        self.encoder = encoder
        self.cacheFolder = cacheFolder
    }

    /// The weights of the sources, for `BatchFeed`.
    public var weights: [Double] { sources.map(\.weight) }

    /// The store with all samples of all sources.
    ///
    /// A damaged store in the cache is made again. Rows that cannot be used are counted over all sources and refused
    /// together, the first of them as examples; nothing is written then.
    ///
    /// - Throws: `DataError.rejected` for rows that cannot be used, `DataError` for unreadable files, `TokenStoreError`.
    public func store() throws -> TokenStore {
        let digests = try sources.map { try fileDigest(path: $0.path) }
        let key = try key(digests)
        let path = URL(fileURLWithPath: cacheFolder).appendingPathComponent(key.hexadecimal + ".tokens").path
        if FileManager.default.fileExists(atPath: path) {
            do { return try TokenStore(path: path, key: key) } catch is TokenStoreError {
                // The cache is only a copy: a store that does not verify is made again.
            }
        }
        return try makeStore(path, key, digests)
    }

    private func makeStore(_ path: String, _ key: TokenStoreKey, _ digests: [[UInt8]]) throws -> TokenStore {
        let writer = try TokenStoreWriter(path: path, key: key)
        var collection = Collection(writer: writer)
        for (number, source) in sources.enumerated() {
            var report = DataManifest.Source(
                path: source.path, sha256: hexadecimalText(digests[number]), format: "", weight: source.weight)
            var stream = try EncodedStream(source, encoder: encoder)
            while let block = try stream.nextBlock() {
                for row in block { try collection.add(row, source: number, to: &report) }
            }
            report.rows = stream.rowCount
            report.format = stream.format?.rawValue ?? ""
            report.detectedKeys = stream.detectedKeys
            collection.manifest.sources.append(report)
        }
        try collection.refuseFindings()
        guard writer.documentCount > 0 else { throw PackingError.noDocuments }
        return try writer.finish(manifest: collection.manifest)
    }

    /// Names what rows become; another name makes all stores again.
    private static let encodingForm = Array("weights of messages, arguments as objects".utf8)

    private func key(_ digests: [[UInt8]]) throws -> TokenStoreKey {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return TokenStoreKey(
            parts: digests + [
                Self.encodingForm, Array(try encoder.encode(self.sources)), self.encoder.tokenizer.fingerprint,
                Array((self.encoder.template?.source ?? "").utf8), Self.described(self.encoder.context),
                Array(try encoder.encode(self.encoder.options)),
            ])
    }

    /// The context in a fixed order; the texts of sets and dictionaries change from process to process.
    private static func described(_ context: TemplateContext) -> [UInt8] {
        let tokens = context.specialTokens.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let values: [JSONValue] = [context.tools ?? .null, context.documents ?? .null, .object(context.variables)]
        let parts =
            [context.beginToken ?? "", context.endToken ?? "", "\(String(describing: context.now))"] + tokens
            + context.trustedRoles.sorted() + values.map { $0.encoded() }
        return Array(parts.joined(separator: "\u{0}").utf8)
    }
}

/// What has been written and found so far.
private struct Collection {
    let writer: TokenStoreWriter
    var manifest = DataManifest()
    private var examples: [Finding] = []
    private var rejectedCount = 0
    private static let exampleLimit = 5

    init(writer: TokenStoreWriter) { self.writer = writer }

    mutating func add(_ row: EncodedStream.Row, source: Int, to report: inout DataManifest.Source) throws {
        switch row.outcome {
        case .samples(let samples, let action):
            if let action, let first = samples.first { manifest.record(action, .overlong, first.record) }
            if case .classification(_, let label) = row.record?.content { report.labels[label, default: 0] += 1 }
            if case .conversation = row.record?.content, samples.count > 1 { report.separatedRows += 1 }
            if samples.contains(where: \.losesAnswer) { report.shortenedRows += 1 }
            if samples.contains(where: \.hasToolText) { report.toolTextRows += 1 }
            for sample in samples where rejectedCount == 0 {
                try writer.append(sample, source: source)
                report.documents += 1
                report.tokens += sample.ids.count
                report.supervisedTokens += sample.supervisedCount
            }
        case .dropped(let finding): manifest.record(.dropped, finding.code, finding.record)
        case .rejected(let finding):
            rejectedCount += 1
            if examples.count < Self.exampleLimit { examples.append(finding) }
        }
    }

    func refuseFindings() throws {
        guard rejectedCount > 0 else { return }
        throw DataError.rejected(findings: examples, more: rejectedCount - examples.count)
    }
}
