/// The bytes that every token stands for, and what the start of a text needs.
struct TokenDecoder: Sendable {
    /// What happens to the first token of a text.
    enum Start: Sendable, Equatable {
        /// Nothing.
        case kept
        /// Up to so many repeats of some bytes go away from the start of the text.
        case strips([UInt8], atMost: Int)
        /// Some bytes go away wherever they stand in the first token.
        case drops([UInt8])
    }

    /// The decoded bytes by id.
    let tokens: TokenTable
    /// The tokens that stand for one byte of a character, for the rule of broken characters.
    let byteTokens: Set<Int32>
    let start: Start
    /// What stands between tokens: a space when the tokenizer has no decoder.
    let separator: [UInt8]

    /// Works the steps out for every token of the spelled vocabulary, with added tokens in it.
    init(_ spelled: TokenTable, _ steps: [DecoderStep]) throws(TokenizerError) {
        var plan = DecoderPlan()
        for (index, step) in steps.enumerated() { try plan.add(step, at: index) }
        var tokens = TokenTable()
        var byteTokens: Set<Int32> = []
        for id in 0..<spelled.count {
            if plan.readsBytes, let byte = byteToken(spelled[id]) {
                tokens.append([byte])
                byteTokens.insert(Int32(truncatingIfNeeded: id))
            } else {
                tokens.append(plan.decode(spelled[id]))
            }
        }
        self.tokens = tokens
        self.byteTokens = byteTokens
        start = plan.start
        separator = steps.isEmpty ? [0x20] : []
    }

    /// The bytes of a token at the start of a text, before stripping.
    func firstBytes(_ id: Int) -> [UInt8] {
        guard case .drops(let dropped) = start else { return Array(tokens[id]) }
        // The decoder has put a space where the visible character stood; a token never has both.
        return Array(tokens[id]).filter { !dropped.contains($0) }
    }
}

/// The byte of a token such as `<0xE2>`, or nothing.
func byteToken(_ token: ArraySlice<UInt8>) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token.last == UInt8(ascii: ">") else { return nil }
    let digits = token.dropFirst(3).dropLast()
    guard digits.allSatisfy({ $0 < 0x80 && Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
}

/// Decoder steps in the one order that the families use: replacements, bytes, joining, then the start of the text.
private struct DecoderPlan {
    var replacements: [(old: [UInt8], new: [UInt8])] = []
    var readsAlphabet = false
    var readsBytes = false
    var isFused = false
    var start = TokenDecoder.Start.kept

    mutating func add(_ step: DecoderStep, at index: Int) throws(TokenizerError) {
        let isFirst = index == 0
        switch step {
        case .byteLevel where isFirst: (readsAlphabet, isFused) = (true, true)
        case .metaspace(let replacement, let prefix) where isFirst:
            replacements.append((Array(replacement.utf8), [0x20]))
            if prefix != .never { start = .drops([0x20]) }
            isFused = true
        case .replace(let old, let new) where !readsBytes && !isFused:
            replacements.append((Array(old.utf8), Array(new.utf8)))
        case .byteFallback where !readsBytes && !isFused: readsBytes = true
        case .fuse: isFused = true
        case .strip(let content, let count, stop: 0) where isFused && start == .kept && !readsAlphabet:
            start = .strips(Array(content.utf8), atMost: count)
        default:
            throw .unsupported(
                path: "decoder.decoders[\(index)]", value: "a decoder \(step) at this place",
                supported: ["ByteLevel", "Metaspace", "Sequence of Replace, ByteFallback, Fuse, Strip at the start"])
        }
    }

    func decode(_ spelled: ArraySlice<UInt8>) -> [UInt8] {
        if readsAlphabet { return ByteAlphabet.bytes(spelled: spelled) ?? Array(spelled) }
        return replacements.reduce(Array(spelled)) { bytes, replacement in
            bytes.replacingAll(replacement.old, with: replacement.new)
        }
    }
}

extension [UInt8] {
    /// The bytes with every occurrence of some replaced, from left to right.
    func replacingAll(_ old: [UInt8], with new: [UInt8]) -> [UInt8] {
        guard let first = old.first, contains(first) else { return self }
        var result: [UInt8] = []
        var position = 0
        while position < count {
            if self[position] == first, self[position...].starts(with: old) {
                result.append(contentsOf: new)
                position += old.count
            } else {
                result.append(self[position])
                position += 1
            }
        }
        return result
    }
}
