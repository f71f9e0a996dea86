/// A number or a plain structure for every row, in blocks that are never moved.
///
/// A plain array takes up to three times its content while it grows; with millions of rows that is most of the memory.
struct RowList<Element: BitwiseCopyable> {
    private static var blockRows: Int { 1 << 16 }

    private var blocks: [[Element]] = []
    /// The rows.
    private(set) var count = 0

    /// Takes the next row's element.
    mutating func append(_ element: Element) {
        if count % Self.blockRows == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(Self.blockRows)
        }
        blocks[blocks.count - 1].append(element)
        count += 1
    }

    /// The row numbers.
    var indices: Range<Int> { 0..<count }

    /// A row's element.
    subscript(row: Int) -> Element { blocks[row / Self.blockRows][row % Self.blockRows] }
}
