/// A stretch of text on its way through the cutting steps.
struct WorkingText {
    private(set) var bytes: [UInt8]
    /// For every byte where its source ends; absent when the bytes are the source itself.
    private(set) var sourceEnds: [Int32]?
    private(set) var pieces: [PieceRange]
    /// Where the source of the whole begins.
    private let stretchStart: Int

    /// The normalized text, or without it a stretch of the source.
    init(_ aligned: AlignedText?, or source: [UInt8], _ stretch: TextStretch) {
        stretchStart = stretch.start
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
        let ends = sourceEnds ?? []
        let parsing = parsing.overlapping(stretchStart..<(Int(ends.last ?? 0) + 1))
        var result: [Range<Int>] = []
        var index = parsing.startIndex
        for (offset, end) in ends.enumerated() {
            let source = max(Int(end) - 1, stretchStart)
            while index < parsing.endIndex, parsing[index].upperBound <= source { index += 1 }
            guard index < parsing.endIndex, parsing[index].contains(source) else { continue }
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
        case .prefixSpace: rewrite(space: [0x20], prefix: .always)
        case .metaspace(let mark, let prefix): rewrite(space: mark, prefix: prefix)
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

    /// Writes every space as the given bytes and puts them before the pieces that do not start with them.
    private mutating func rewrite(space: [UInt8], prefix: PrefixScheme) {
        var result = AlignedText()
        result.bytes.reserveCapacity(bytes.count)
        result.sourceEnds.reserveCapacity(bytes.count)
        let rewritten = pieces.map { piece in
            let start = result.bytes.count
            let source = sourceStart(of: piece)
            let isWanted = prefix == .always || (prefix == .first && source == 0)
            let first = bytes[Int(piece.start)..<Int(piece.end)]
            if isWanted, first.first != 0x20, !first.starts(with: space) {
                result.append(space, sourceEnd: Int32(truncatingIfNeeded: source))
            }
            for offset in Int(piece.start)..<Int(piece.end) {
                let end = sourceEnds?[offset] ?? Int32(truncatingIfNeeded: offset + 1)
                if bytes[offset] == 0x20 {
                    result.append(space, sourceEnd: end)
                } else {
                    result.append(CollectionOfOne(bytes[offset]), sourceEnd: end)
                }
            }
            return PieceRange(start, result.bytes.count)
        }
        (bytes, sourceEnds, pieces) = (result.bytes, result.sourceEnds, rewritten)
    }

    private func sourceStart(of piece: PieceRange) -> Int {
        guard let sourceEnds else { return Int(piece.start) }
        return piece.start > 0 ? Int(sourceEnds[Int(piece.start) - 1]) : stretchStart
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
