/// A stretch of text on its way through the cutting steps.
struct WorkingText {
    private(set) var bytes: [UInt8]
    /// For every byte where its source ends; absent when the bytes are the source itself.
    private(set) var sourceEnds: [Int32]?
    private(set) var pieces: [PieceRange]

    /// The normalized text, or without it a stretch of the source.
    init(_ aligned: AlignedText?, or source: [UInt8], _ stretch: TextStretch) {
        if let aligned {
            bytes = aligned.bytes
            sourceEnds = aligned.sourceEnds
            pieces = aligned.bytes.isEmpty ? [] : [PieceRange(0, aligned.bytes.count)]
        } else {
            bytes = source
            pieces = [PieceRange(stretch.start, stretch.end)]
        }
    }

    /// Where the source of a piece ends.
    func sourceEnd(of piece: PieceRange?) -> Int {
        guard let piece else { return 0 }
        guard let sourceEnds else { return Int(piece.end) }
        return piece.end > 0 ? Int(sourceEnds[Int(piece.end) - 1]) : 0
    }

    /// Cuts the text at the added tokens of normalized text: each part with its token, if it is one.
    func parted(
        by matcher: AddedTokenMatcher, _ text: PiecedText, _ traits: UnsafeBufferPointer<UInt16>
    ) -> [(WorkingText, Int32?)] {
        guard !matcher.isEmpty, let whole = pieces.first else { return pieces.isEmpty ? [] : [(self, nil)] }
        let parsing = text.parsing.map { sourceEnds == nil ? $0 : mapped($0) }
        let stretches = bytes.withUnsafeBufferPointer {
            let scanned = ScannedText(bytes: $0, traits: traits)
            return matcher.cut(scanned, from: Int(whole.start), to: Int(whole.end), parsing: parsing)
        }
        return stretches.map { stretch in
            var part = self
            part.pieces = [PieceRange(stretch.start, stretch.end)]
            return (part, stretch.token)
        }
    }

    /// The ranges of these bytes whose source lies in the given ranges of the source.
    private func mapped(_ parsing: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var index = 0
        for (offset, end) in (sourceEnds ?? []).enumerated() {
            let source = max(Int(end) - 1, 0)
            while index < parsing.count, parsing[index].upperBound <= source { index += 1 }
            guard index < parsing.count, parsing[index].contains(source) else { continue }
            if let last = result.last, last.upperBound == offset {
                result[result.count - 1] = last.lowerBound..<(offset + 1)
            } else {
                result.append(offset..<(offset + 1))
            }
        }
        return result
    }

    /// Applies one step to every piece.
    mutating func apply(_ step: PieceStep, _ traits: UnsafeBufferPointer<UInt16>) {
        switch step {
        case .prefixSpace:
            rewrite { text, piece in
                text.bytes[Int(piece.start)] == 0x20 ? nil : [0x20]
            }
        case .metaspace(let mark, let prefix):
            replaceSpaces(mark)
            guard prefix != .never else { return }
            rewrite { text, piece in
                let isMarked = text.bytes[Int(piece.start)...].starts(with: mark)
                let isFirst = prefix == .always || text.sourceStart(of: piece) == 0
                return isMarked || !isFirst ? nil : mark
            }
        case .cut(let pattern, let behavior, let inverted):
            pieces = cutter(traits) { $0.cut(pieces, by: pattern, behavior, inverted: inverted) }
        case .digits(let individual):
            pieces = cutter(traits) { $0.cutDigits(pieces, individual: individual) }
        }
    }

    private func cutter(
        _ traits: UnsafeBufferPointer<UInt16>, _ body: (PieceCutter) -> [PieceRange]
    ) -> [PieceRange] {
        bytes.withUnsafeBufferPointer { body(PieceCutter(text: ScannedText(bytes: $0, traits: traits))) }
    }

    private func sourceStart(of piece: PieceRange) -> Int {
        guard piece.start > 0 else { return 0 }
        return sourceEnds.map { Int($0[Int(piece.start) - 1]) } ?? Int(piece.start)
    }

    private mutating func replaceSpaces(_ mark: [UInt8]) {
        rewritePieces { text, piece, result in
            for offset in Int(piece.start)..<Int(piece.end) {
                let end = text.sourceEnds?[offset] ?? Int32(truncatingIfNeeded: offset + 1)
                if text.bytes[offset] == 0x20 {
                    result.append(mark, sourceEnd: end)
                } else {
                    result.append(CollectionOfOne(text.bytes[offset]), sourceEnd: end)
                }
            }
        }
    }

    /// Puts bytes before the pieces for which `prefix` gives some.
    private mutating func rewrite(_ prefix: (WorkingText, PieceRange) -> [UInt8]?) {
        rewritePieces { text, piece, result in
            if let added = prefix(text, piece) {
                result.append(added, sourceEnd: Int32(truncatingIfNeeded: text.sourceStart(of: piece)))
            }
            for offset in Int(piece.start)..<Int(piece.end) {
                let end = text.sourceEnds?[offset] ?? Int32(truncatingIfNeeded: offset + 1)
                result.append(CollectionOfOne(text.bytes[offset]), sourceEnd: end)
            }
        }
    }

    private mutating func rewritePieces(_ body: (WorkingText, PieceRange, inout AlignedText) -> Void) {
        var result = AlignedText()
        var rewritten: [PieceRange] = []
        for piece in pieces {
            let start = result.bytes.count
            body(self, piece, &result)
            rewritten.append(PieceRange(start, result.bytes.count))
        }
        bytes = result.bytes
        sourceEnds = result.sourceEnds
        pieces = rewritten
    }
}

/// A step of cutting, ready to run.
enum PieceStep: Sendable {
    /// A space before every piece that does not start with one.
    case prefixSpace
    /// A visible character for every space, and one before the piece.
    case metaspace(mark: [UInt8], PrefixScheme)
    case cut(WordPattern, SplitBehavior, inverted: Bool)
    case digits(individual: Bool)
}
