internal import AttuneJSON
internal import Foundation

/// A row that is cut out of its file but not parsed yet, so that rows can be parsed on all cores.
enum PendingRow: Sendable {
    /// The JSON text of a row, and the column that its first byte stands in.
    case json([UInt8], RecordReference, firstColumn: Int)
    /// A row that cutting out has parsed already, or found wrong.
    case parsed(RowOutcome<RawRecord>)

    /// The fields of the row, or what is wrong with it.
    func parsed(_ limits: ReadingLimits) -> RowOutcome<RawRecord> {
        switch self {
        case .json(let bytes, let reference, let firstColumn):
            parseRow(bytes, reference, firstColumn: firstColumn, limits: limits)
        case .parsed(let outcome): outcome
        }
    }

    /// Its bytes in the file, where they are one line that can be written again as it is.
    var line: [UInt8]? {
        guard case .json(let bytes, _, _) = self else { return nil }
        let lineBreak = bytes.withUnsafeBytes { all in
            all.baseAddress.flatMap { memchr($0, Int32(UInt8(ascii: "\n")), all.count) }
        }
        return lineBreak == nil ? bytes : nil
    }

    /// About how many bytes it takes.
    var size: Int {
        switch self {
        case .json(let bytes, _, _): bytes.count
        case .parsed(.row(let row)): row.fields.members.reduce(64) { $0 + Self.size(of: $1.value) }
        case .parsed(.finding): 256
        }
    }

    private static func size(of value: JSONValue) -> Int {
        guard case .string(let text) = value else { return 64 }
        return text.utf8.count
    }
}
