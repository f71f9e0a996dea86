/// A list of 32-bit numbers for every row, on disk; 8 bytes a row stay in memory.
struct NumberRowStore {
    private let file: SpillFile
    private var ends: [UInt64] = []

    init(folder: String) throws(DuplicateError) { file = try SpillFile(folder: folder) }

    /// Takes the next row's numbers; an empty list takes no space.
    mutating func append(_ numbers: [UInt32]) throws(DuplicateError) {
        file.append(numbers)
        try file.flushIfLarge()
        ends.append((ends.last ?? 0) + UInt64(numbers.count))
    }

    /// How many numbers a row has.
    func count(of row: UInt32) -> Int { Int(ends[Int(row)] - start(of: row)) }

    /// A row's numbers.
    func numbers(of row: UInt32) throws(DuplicateError) -> [UInt32] {
        try file.numbers(at: Int(start(of: row)) * 4, count: count(of: row))
    }

    private func start(of row: UInt32) -> UInt64 { row == 0 ? 0 : ends[Int(row) - 1] }
}
