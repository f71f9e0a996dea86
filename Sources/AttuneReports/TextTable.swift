/// A table for terminals: columns as wide as their widest cell.
public struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []

    /// Begins a table.
    public init(_ header: [String]) { self.header = header }

    /// Adds a row of as many cells as the header has.
    public mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines; the first column leans left, the others right.
    public var lines: [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let body = all.map { cells in
            cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + space : space + cell
            }.joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return [body[0], rule] + body.dropFirst()
    }
}
