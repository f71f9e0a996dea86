/// Where a record came from: the file as the user named it, and the line its first byte lies on.
public struct RecordReference: Sendable, Hashable, Codable {
    /// The file, as it was named in the recipe or on the command line.
    public let file: String
    /// The line of the record's first byte, counted from 1.
    public let line: Int

    /// Makes a reference to a line of a file.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

extension RecordReference: CustomStringConvertible {
    /// `file:line`, as editors understand it.
    public var description: String { "\(file):\(line)" }
}
