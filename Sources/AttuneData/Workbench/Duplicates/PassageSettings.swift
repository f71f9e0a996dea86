/// Which passages count as repeated.
public struct PassageSettings: Sendable, Codable, Equatable {
    /// The least length of a repeated passage, in words.
    public var words: Int
    /// A row with fewer words left after cutting is dropped; at most `words`, so that no passage is lost for good.
    public var leastWordsLeft: Int

    /// Makes settings.
    public init(words: Int = 50, leastWordsLeft: Int = 50) {
        self.words = words
        self.leastWordsLeft = leastWordsLeft
    }

    /// Checks that the numbers can be used.
    ///
    /// - Throws: `WorkbenchError.badOption`.
    public func validate() throws {
        guard (8...10_000).contains(words) else {
            throw WorkbenchError.badOption(
                name: "passages", value: "\(words)", expected: "a number of 8 to 10000 words")
        }
        guard (0...words).contains(leastWordsLeft) else {
            throw WorkbenchError.badOption(
                name: "least words", value: "\(leastWordsLeft)", expected: "at most the \(words) words of a passage")
        }
    }

    /// The words of the runs that are hashed: of two equal passages at least one common run is sampled.
    var runLength: Int { words / 2 }
    /// The runs of which the one with the least hash is sampled.
    var window: Int { words - runLength + 1 }
}
