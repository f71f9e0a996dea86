/// A list of 32-bit numbers for every row, on disk; little more than 4 bytes a row stay in memory.
struct NumberRowStore {
    private let file: SpillFile
    private var counts = RowList<UInt32>()
    /// Where the numbers of every so many rows begin.
    private var marks: [Int] = []
    private var end = 0

    private static let markedRows = 64

    init(folder: String) throws(DuplicateError) { file = try SpillFile(folder: folder) }

    /// Takes the next row's numbers; an empty list takes no space.
    mutating func append(_ numbers: [UInt32]) throws(DuplicateError) {
        file.append(numbers)
        try file.flushIfLarge()
        if counts.count % Self.markedRows == 0 { marks.append(end) }
        counts.append(UInt32(numbers.count))
        end += numbers.count
    }

    /// How many numbers a row has.
    func count(of row: UInt32) -> Int { Int(counts[Int(row)]) }

    /// A row's numbers.
    func numbers(of row: UInt32) throws(DuplicateError) -> [UInt32] {
        try file.numbers(at: start(of: Int(row)) * 4, count: count(of: row))
    }

    private func start(of row: Int) -> Int {
        let mark = row / Self.markedRows
        return (mark * Self.markedRows..<row).reduce(marks[mark]) { $0 + Int(counts[$1]) }
    }
}
