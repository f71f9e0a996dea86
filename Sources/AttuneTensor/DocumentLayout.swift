internal import CAttuneTorch

/// Where the documents of a flat batch lie, and which rows of earlier documents each of them continues.
///
/// Documents that begin alike have their common beginning once: the later ones see the rows of the first before their own.
public struct DocumentLayout: Sendable, Equatable {
    /// The first row of each document and, last, the number of rows N.
    public let offsets: [Int32]
    /// The end of each document's pieces among `starts` and `counts`, after a 0.
    private var pieceOffsets: [Int32] = [0]
    private var starts: [Int32] = []
    private var counts: [Int32] = []

    /// Documents that lie end to end; `seen` holds for each the rows before its own, in order, and may be empty for all.
    public init(offsets: [Int32], seen: [[Range<Int32>]] = []) {
        self.offsets = offsets
        for document in 0..<max(0, offsets.count - 1) {
            for piece in document < seen.count ? seen[document] : [] {
                starts.append(piece.lowerBound)
                counts.append(Int32(piece.count))
            }
            pieceOffsets.append(Int32(starts.count))
        }
    }

    /// The documents as the shim takes them, for the time of the call.
    func withDocuments<Result>(_ body: (UnsafePointer<attune_documents>) throws -> Result) rethrows -> Result {
        try offsets.withUnsafeBufferPointer { offsets in
            try pieceOffsets.withUnsafeBufferPointer { pieces in
                try starts.withUnsafeBufferPointer { starts in
                    try counts.withUnsafeBufferPointer { counts in
                        var documents = attune_documents(
                            count: Int32(offsets.count - 1), offsets: offsets.baseAddress,
                            seen_offsets: pieces.baseAddress, seen_starts: starts.baseAddress,
                            seen_counts: counts.baseAddress)
                        return try body(&documents)
                    }
                }
            }
        }
    }
}
