/// Applies the steps of normalization to a range of text.
struct Normalizer: Sendable {
    private let steps: [NormalizerStep]

    init(_ steps: [NormalizerStep]) {
        self.steps = steps
    }

    /// The normalized text of a range, or nothing when the steps change nothing.
    func normalize(_ text: ScannedText, from start: Int, to end: Int) -> AlignedText? {
        guard !steps.isEmpty, start < end, changes(text, start, end) else { return nil }
        var result = AlignedText(text.bytes, start..<end)
        for step in steps { result = apply(step, to: result, traits: text.traits, start: start) }
        return result
    }

    /// The normalized bytes of a text by itself.
    func normalize(_ bytes: [UInt8]) -> [UInt8] {
        ScalarTraitMap.shared.values.withUnsafeBufferPointer { traits in
            bytes.withUnsafeBufferPointer {
                normalize(ScannedText(bytes: $0, traits: traits), from: 0, to: bytes.count)?.bytes ?? bytes
            }
        }
    }

    private func changes(_ text: ScannedText, _ start: Int, _ end: Int) -> Bool {
        steps.contains { step in
            switch step {
            case .composed, .decomposed: hasComposing(text, start, end)
            case .prepend(let prefix): !prefix.isEmpty
            case .replace: true
            }
        }
    }

    private func hasComposing(_ text: ScannedText, _ start: Int, _ end: Int) -> Bool {
        var position = start
        while position < end {
            let (traits, length) = text.character(at: position, end: end)
            // Composites decompose too, and of the letters nearly all that are not ASCII might be one.
            if traits.has(.composing) || (decomposes && length > 1) { return true }
            position += length
        }
        return false
    }

    private var decomposes: Bool { steps.contains(.decomposed) }

    private func apply(
        _ step: NormalizerStep, to text: AlignedText, traits: UnsafeBufferPointer<UInt16>, start: Int
    ) -> AlignedText {
        switch step {
        case .composed: return CanonicalForm.shared.normalize(text, composes: true)
        case .decomposed: return CanonicalForm.shared.normalize(text, composes: false)
        case .prepend(let prefix):
            guard !text.bytes.isEmpty else { return text }
            var result = AlignedText()
            result.append(Array(prefix.utf8), sourceEnd: Int32(truncatingIfNeeded: start))
            result.append(0..<text.bytes.count, of: text)
            return result
        case .replace(let pattern, let content):
            return text.replacing(pattern.words, with: Array(content.utf8), traits)
        }
    }
}

extension AlignedText {
    /// The text with every match of a pattern replaced; a pattern without a scanner changes nothing.
    func replacing(
        _ pattern: WordPattern?, with content: [UInt8], _ traits: UnsafeBufferPointer<UInt16>
    ) -> AlignedText {
        guard let pattern else { return self }
        var result = AlignedText()
        result.bytes.reserveCapacity(bytes.count)
        result.sourceEnds.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { buffer in
            let text = ScannedText(bytes: buffer, traits: traits)
            var position = 0
            while position < buffer.count {
                let matchEnd = pattern.matchEnd(text, at: position, end: buffer.count)
                if matchEnd > position {
                    result.append(content, sourceEnd: sourceEnds[matchEnd - 1])
                    position = matchEnd
                } else {
                    let next = position + text.character(at: position, end: buffer.count).length
                    result.append(position..<next, of: self)
                    position = next
                }
            }
        }
        return result
    }
}
