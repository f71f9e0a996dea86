internal import Foundation

/// What makes two rows duplicates.
public struct DuplicateSettings: Sendable, Codable, Equatable {
    /// What the texts are cut into before they are compared.
    public enum Shingle: Sendable, Codable, Equatable {
        /// Runs of so many words.
        case words(Int)
        /// Runs of so many characters.
        case characters(Int)

        /// The length of a run.
        public var length: Int {
            switch self {
            case .words(let length), .characters(let length): length
            }
        }
    }

    /// The runs that are compared.
    public var shingle: Shingle
    /// The bands of the signature; two rows that agree on one of them are compared.
    public var bands: Int
    /// The hashes of a band.
    public var bandHashes: Int
    /// The share of common runs (Jaccard) from which on rows are near duplicates.
    public var threshold: Double
    /// Whether near duplicates are looked for, or only exact ones.
    public var findsNearDuplicates: Bool
    /// What the hash functions are drawn with.
    public var seed: UInt64

    /// Makes settings.
    public init(
        shingle: Shingle, bands: Int, bandHashes: Int, threshold: Double = 0.8, findsNearDuplicates: Bool = true,
        seed: UInt64 = 1
    ) {
        self.shingle = shingle
        self.bands = bands
        self.bandHashes = bandHashes
        self.threshold = threshold
        self.findsNearDuplicates = findsNearDuplicates
        self.seed = seed
    }

    /// For documents: runs of five words, 14 bands of 8 hashes, as in datatrove.
    public static let longTexts = DuplicateSettings(shingle: .words(5), bands: 14, bandHashes: 8)
    /// For questions, answers and messages: runs of three words, 20 bands of 5 hashes.
    public static let shortTexts = DuplicateSettings(shingle: .words(3), bands: 20, bandHashes: 5)

    /// The median number of words below which texts count as short.
    public static let shortTextWords = 60

    /// The settings for texts of such a length, in words.
    public static func suited(toMedianWords words: Int) -> DuplicateSettings {
        words < shortTextWords ? shortTexts : longTexts
    }

    /// The chance that two rows of this similarity are compared at all: 1 - (1 - s^hashes)^bands.
    public func candidateProbability(similarity: Double) -> Double {
        1 - pow(1 - pow(similarity, Double(bandHashes)), Double(bands))
    }

    /// Checks that the numbers can be used.
    ///
    /// - Throws: `DuplicateError.outOfRange`.
    public func validate() throws(DuplicateError) {
        guard (1...100).contains(shingle.length) else { throw .outOfRange(name: "shingle", value: "\(shingle.length)") }
        guard (1...256).contains(bands) else { throw .outOfRange(name: "bands", value: "\(bands)") }
        guard (1...64).contains(bandHashes) else { throw .outOfRange(name: "band hashes", value: "\(bandHashes)") }
        guard threshold > 0, threshold <= 1 else { throw .outOfRange(name: "threshold", value: "\(threshold)") }
    }
}

extension DuplicateSettings.Shingle {
    private enum CodingKeys: String, CodingKey { case unit, length }

    /// Reads `unit` and `length`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let length = try fields.decode(Int.self, forKey: .length)
        switch try fields.decode(String.self, forKey: .unit) {
        case "words": self = .words(length)
        case "characters": self = .characters(length)
        case let unit:
            throw DecodingError.dataCorruptedError(
                forKey: .unit, in: fields, debugDescription: "\"\(excerpt(of: unit))\" is neither words nor characters")
        }
    }

    /// Writes `unit` and `length`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(unit, forKey: .unit)
        try fields.encode(length, forKey: .length)
    }

    /// `words` or `characters`.
    public var unit: String { if case .words = self { "words" } else { "characters" } }
}
