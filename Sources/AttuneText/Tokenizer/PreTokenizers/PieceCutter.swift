/// Cuts pieces of one text at the matches of a pattern.
struct PieceCutter {
    let text: ScannedText

    /// Cuts every piece; with `inverted` the text between the matches counts as matching.
    func cut(
        _ pieces: [PieceRange], by pattern: WordPattern, _ behavior: SplitBehavior, inverted: Bool
    ) -> [PieceRange] {
        var collector = PieceCollector(behavior)
        collector.pieces.reserveCapacity(pieces.count)
        for piece in pieces {
            collector.begin()
            cut(Int(piece.start), Int(piece.end), pattern, inverted, into: &collector)
        }
        return collector.pieces
    }

    @inline(__always)
    private func cut(
        _ start: Int, _ end: Int, _ pattern: WordPattern, _ inverted: Bool, into collector: inout PieceCollector
    ) {
        var gapStart = start
        var position = start
        while position < end {
            let matchEnd = pattern.matchEnd(text, at: position, end: end)
            guard matchEnd > position else {
                position += text.character(at: position, end: end).length
                continue
            }
            collector.add(gapStart, position, isMatch: inverted)
            collector.add(position, matchEnd, isMatch: !inverted)
            gapStart = matchEnd
            position = matchEnd
        }
        collector.add(gapStart, end, isMatch: inverted)
    }

    /// Cuts at every digit; runs of digits stay together unless each shall stand by itself.
    func cutDigits(_ pieces: [PieceRange], individual: Bool) -> [PieceRange] {
        var collector = PieceCollector(individual ? .isolated : .contiguous)
        collector.pieces.reserveCapacity(pieces.count)
        for piece in pieces {
            collector.begin()
            var position = Int(piece.start)
            let end = Int(piece.end)
            while position < end {
                let digit = nextDigit(from: position, end: end)
                collector.add(position, digit.start, isMatch: false)
                collector.add(digit.start, digit.end, isMatch: true)
                position = digit.end
            }
        }
        return collector.pieces
    }

    @inline(__always)
    private func nextDigit(from start: Int, end: Int) -> (start: Int, end: Int) {
        let digit = text.endOfRun(without: .digit, from: start, end: end)
        return (digit, digit + text.character(at: digit, end: end).length)
    }
}
