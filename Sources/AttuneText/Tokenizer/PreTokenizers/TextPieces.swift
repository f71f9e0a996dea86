/// A range of bytes of the text that a step cuts further.
struct PieceRange: Equatable {
    var start: Int32
    var end: Int32

    init(_ start: Int, _ end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
    }
}

/// Collects what a pattern found in one piece, cut as the behavior says; empty pieces do not arise.
struct PieceCollector {
    let behavior: SplitBehavior
    var pieces: [PieceRange] = []
    private var firstOfPiece = 0
    private var previousIsMatch = false

    init(_ behavior: SplitBehavior) {
        self.behavior = behavior
    }

    /// Begins the cutting of the next piece: nothing merges across its start.
    @inline(__always)
    mutating func begin() {
        firstOfPiece = pieces.count
        previousIsMatch = false
    }

    /// Takes the next stretch of the piece; stretches come in order and without holes.
    @inline(__always)
    mutating func add(_ start: Int, _ end: Int, isMatch: Bool) {
        guard end > start else { return }
        let piece = PieceRange(start, end)
        switch behavior {
        case .isolated: pieces.append(piece)
        case .removed: if !isMatch { pieces.append(piece) }
        case .contiguous: extendLast(to: piece, when: isMatch == previousIsMatch)
        case .mergedWithPrevious: extendLast(to: piece, when: isMatch && !previousIsMatch)
        case .mergedWithNext: extendLast(to: piece, when: !isMatch && previousIsMatch)
        }
        previousIsMatch = isMatch
    }

    @inline(__always)
    private mutating func extendLast(to piece: PieceRange, when merges: Bool) {
        if merges, pieces.count > firstOfPiece {
            pieces[pieces.count - 1].end = piece.end
        } else {
            pieces.append(piece)
        }
    }
}
