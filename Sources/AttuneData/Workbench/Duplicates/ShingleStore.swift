/// The shingle sets of all rows on disk; 8 bytes a row stay in memory.
struct ShingleStore {
    private let file: SpillFile
    private var ends: [UInt64] = []

    init(folder: String) throws(DuplicateError) { file = try SpillFile(folder: folder) }

    /// Takes the next row's set; an empty one takes no space.
    mutating func append(_ set: ShingleSet) throws(DuplicateError) {
        let outcome: Result<Void, DuplicateError> = set.hashes.withUnsafeBufferPointer { hashes in
            do throws(DuplicateError) { return .success(try file.append(hashes)) } catch { return .failure(error) }
        }
        try outcome.get()
        ends.append((ends.last ?? 0) + UInt64(set.hashes.count))
    }

    /// The number of shingles of a row.
    func count(of row: UInt32) -> Int { Int(ends[Int(row)] - start(of: row)) }

    /// A row's set.
    func set(of row: UInt32) throws(DuplicateError) -> ShingleSet {
        var hashes = [UInt32](repeating: 0, count: count(of: row))
        let offset = Int(start(of: row)) * 4
        let outcome: Result<Void, DuplicateError> = hashes.withUnsafeMutableBytes { buffer in
            do throws(DuplicateError) { return .success(try file.read(at: offset, into: buffer)) } catch {
                return .failure(error)
            }
        }
        try outcome.get()
        return ShingleSet(hashes: hashes)
    }

    private func start(of row: UInt32) -> UInt64 { row == 0 ? 0 : ends[Int(row) - 1] }
}
