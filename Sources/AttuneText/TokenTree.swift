/// Gives the tokens of many sequences numbered rows, so that sequences that begin alike share the rows of their beginning.
///
/// In a causal model the hidden rows of a beginning depend on nothing behind it: computed once, they serve every sequence
/// that begins so. Chat data begins with the same system message, classification with the same question.
package struct TokenTree: Sendable {
    private struct Step: Hashable {
        let parent: Int32  // a row; -1 before the first token
        let token: Int32
    }
    private var rows: [Step: Int32] = [:]
    /// The number of rows so far.
    package private(set) var rowCount: Int32 = 0

    package init() {}

    /// Takes a sequence up and returns the earlier rows that it continues, in order.
    ///
    /// Its other tokens have the next new rows. At most the first `limit` tokens are looked for among earlier rows.
    package mutating func place(_ ids: some Collection<Int32>, sharingAtMost limit: Int) -> [Range<Int32>] {
        var seen: [Range<Int32>] = []
        var parent: Int32 = -1
        var rest = ids[...]
        for token in ids.prefix(max(0, limit)) {
            guard let row = rows[Step(parent: parent, token: token)] else { break }
            if let last = seen.last, last.upperBound == row {
                seen[seen.count - 1] = last.lowerBound..<row + 1
            } else {
                seen.append(row..<row + 1)
            }
            parent = row
            rest = rest.dropFirst()
        }
        for token in rest {
            let step = Step(parent: parent, token: token)
            if rows[step] == nil { rows[step] = rowCount }
            parent = rowCount
            rowCount += 1
        }
        return seen
    }
}
