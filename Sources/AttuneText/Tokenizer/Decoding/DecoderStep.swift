/// One step from tokens to text.
public enum DecoderStep: Sendable, Equatable {
    /// Reads tokens in GPT-2's byte alphabet.
    case byteLevel
    /// Replaces a text in every token.
    case replace(String, with: String)
    /// Joins tokens such as `<0xE2>` to characters.
    case byteFallback
    /// Joins all tokens to one.
    case fuse
    /// Takes characters off both ends.
    case strip(String, start: Int, stop: Int)
    /// Puts spaces in the place of a visible character.
    case metaspace(replacement: String, prefix: PrefixScheme)
}
