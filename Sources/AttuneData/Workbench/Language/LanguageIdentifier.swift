internal import Foundation

/// The language that a text is most likely in.
public struct IdentifiedLanguage: Sendable, Equatable {
    /// The language's code, such as `en` or `zh-cn`.
    public let code: String
    /// How sure that is, from 0 to 1.
    public let confidence: Double
}

/// Tells languages apart by their n-grams of one to three characters, the same way every time.
///
/// A naive Bayes classifier over langdetect's profiles. Where langdetect draws n-grams at random, stops when it is sure
/// and averages seven trials, this one adds the logarithms over all n-grams of the text's beginning, so that nothing is
/// random. Source of method and profiles: langdetect 1.0.9.
public struct LanguageIdentifier: Sendable {
    /// A text whose language is less sure than this counts as undetermined in shares.
    public static let leastConfidence = 0.5
    /// The characters of a text that are looked at unless told otherwise.
    public static let defaultCharacters = 300
    /// A text is never surer than so many n-grams can make it: more of them say the same thing again.
    private static let independentGrams = 60

    let table: LanguageTable
    private let folding: LanguageFolding
    private let korean: Int?

    /// Reads the profiles.
    ///
    /// - Parameter folder: the folder that `scripts/fetch languages` makes.
    /// - Throws: `LanguageError` when they are not there or broken.
    public init(profiles folder: String) throws {
        let profiles = try LanguageProfiles(folder: folder)
        table = LanguageTable(profiles.profiles)
        folding = profiles.folding
        korean = table.languages.firstIndex(of: "ko")
    }

    /// The codes of the languages that can be told apart.
    public var languages: [String] { table.languages }

    /// The most likely language of a text, or nil when it holds nothing to go by, such as digits alone.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - characters: how many code points from its beginning are looked at.
    /// - Returns: its code and how sure that is.
    public func identify(_ text: String, characters: Int = defaultCharacters) -> IdentifiedLanguage? {
        var (scores, known, hasHangul) = evidence(text, characters: characters)
        if let korean, !hasHangul { scores[korean] = -.greatestFiniteMagnitude }
        guard known > 0, let best = scores.indices.max(by: { (scores[$0], $1) < (scores[$1], $0) }) else { return nil }
        return IdentifiedLanguage(code: table.languages[best], confidence: confidence(scores, best, known))
    }

    /// What the n-grams of a text's beginning say for each language, and how many of them are known.
    func evidence(_ text: String, characters: Int) -> (scores: [Double], known: Int, hasHangul: Bool) {
        text.withBytes { bytes in
            let beginning = LanguageText(bytes, limit: max(0, characters), folding: folding)
            let (scores, known) = table.score(beginning.units, folding: folding)
            return (scores, known, beginning.hasHangul)
        }
    }

    /// The probability of the best language when the evidence counts as that of a limited number of n-grams.
    private func confidence(_ scores: [Double], _ best: Int, _ known: Int) -> Double {
        let weight = min(1, Double(Self.independentGrams) / Double(known))
        // What is e^40 times less likely than the best changes nothing that a double could show.
        let sum = scores.reduce(0.0) { sum, score in
            let distance = (score - scores[best]) * weight
            return distance < -40 ? sum : sum + exp(distance)
        }
        return 1 / sum
    }
}
