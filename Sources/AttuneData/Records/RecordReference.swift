/// Where a record came from: the file as the user named it, the line its first byte lies on, and its number.
public struct RecordReference: Sendable, Hashable, Codable {
    /// The file, as it was named in the recipe or on the command line.
    public let file: String
    /// The line of the record's first byte, counted from 1.
    public let line: Int
    /// The number of the record in its file, counted from 1, a header not counted.
    public let row: Int

    /// Makes a reference to a record; files with one record a line may leave out the row.
    public init(file: String, line: Int, row: Int? = nil) {
        self.file = file
        self.line = line
        self.row = row ?? line
    }
}

extension RecordReference: CustomStringConvertible {
    /// `file:line`, as editors understand it.
    public var description: String { "\(file):\(line)" }
}
