/// Turns token ids into text one at a time and never gives half a character out.
///
/// The parts together are the decoded text. Bytes that can no longer become a character come out as U+FFFD. Only where a
/// byte-fallback model writes a run of byte tokens that is partly malformed do the parts keep its good characters, while
/// decoding the whole makes every byte of the run a U+FFFD, as the reference does in both cases.
public struct StreamingDecoder: Sendable {
    private let decoder: TokenDecoder
    private let skipped: Set<Int32>
    private var pending: [UInt8] = []
    private var isFirst = true
    private var strips: Int

    init(_ decoder: TokenDecoder, skipped: Set<Int32>) {
        self.decoder = decoder
        self.skipped = skipped
        if case .strips(_, let count) = decoder.start { strips = count } else { strips = 0 }
    }

    /// Takes the next token; the text that is complete now, or nothing.
    public mutating func append(_ id: Int32) -> String? {
        guard id >= 0, id < decoder.tokens.count, !skipped.contains(id), !decoder.tokens[Int(id)].isEmpty else {
            return nil
        }
        if isFirst {
            pending += decoder.firstBytes(Int(id))
        } else {
            pending += decoder.separator
            pending += decoder.tokens[Int(id)]
        }
        isFirst = false
        stripStart()
        return emit(pending.count - incompleteTail(pending))
    }

    /// Ends the text: what is left of an incomplete character comes out as U+FFFD.
    public mutating func finish() -> String? { emit(pending.count) }

    private mutating func emit(_ count: Int) -> String? {
        guard count > 0 else { return nil }
        let text = String(decoding: pending[..<count], as: UTF8.self)
        pending.removeFirst(count)
        return text
    }

    private mutating func stripStart() {
        guard strips > 0, case .strips(let content, _) = decoder.start else { return }
        while strips > 0, !content.isEmpty, pending.starts(with: content) {
            pending.removeFirst(content.count)
            strips -= 1
        }
        if !pending.isEmpty { strips = 0 }
    }
}

/// How many bytes at the end are the beginning of a character that more bytes may complete.
func incompleteTail(_ bytes: [UInt8]) -> Int {
    for back in 1..<4 where back <= bytes.count {
        let byte = bytes[bytes.count - back]
        if byte & 0xC0 == 0x80 { continue }
        guard byte >= 0xC2, byte < 0xF5 else { return 0 }
        let needed = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return back < needed && canContinue(bytes[(bytes.count - back)...]) ? back : 0
    }
    return 0
}

/// Whether the second byte of an incomplete character is one that a character may have there.
private func canContinue(_ tail: ArraySlice<UInt8>) -> Bool {
    guard let lead = tail.first, let second = tail.dropFirst().first else { return true }
    switch lead {
    case 0xE0: return second >= 0xA0
    case 0xED: return second < 0xA0
    case 0xF0: return second >= 0x90
    case 0xF4: return second < 0x90
    default: return true
    }
}
