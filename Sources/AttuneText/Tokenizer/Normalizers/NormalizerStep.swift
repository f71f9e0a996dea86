/// One change of the text before it is cut.
public enum NormalizerStep: Sendable, Equatable {
    /// Canonical composition, NFC.
    case composed
    /// Canonical decomposition, NFD.
    case decomposed
    /// Puts a text before any text that is not empty.
    case prepend(String)
    /// Replaces every match of a pattern.
    case replace(SplitPattern, with: String)
}
