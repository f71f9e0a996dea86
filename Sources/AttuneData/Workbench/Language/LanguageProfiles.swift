internal import AttuneJSON
internal import Foundation

/// How often each language uses which characters: the profiles of langdetect, as its package has them.
///
/// A folder holds `profiles/CODE`, one JSON object a language with `name`, `freq` (count of each n-gram of 1 to 3
/// characters) and `n_words` (all n-grams of each length), and `messages.properties` with the tables that fold characters
/// before they are counted. Source: langdetect 1.0.9, `detector_factory.py` and `utils/ngram.py`.
struct LanguageProfiles {
    /// One language.
    struct Profile: Sendable {
        let code: String
        /// The share of each n-gram among those of its length.
        let shares: [(gram: UInt64, share: Double)]
    }

    let profiles: [Profile]
    let folding: LanguageFolding

    private static let fileBytes = 4 << 20
    private static let limits = JSONLimits(depth: 4, bytes: fileBytes, values: 200_000)

    /// Reads the folder that `scripts/fetch languages` makes.
    init(folder: String) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/profiles")) ?? []
        let codes = names.filter { !$0.hasPrefix(".") }.sorted()
        guard !codes.isEmpty else { throw LanguageError.noProfiles(folder: folder) }
        guard codes.count >= 2, codes.count <= 250 else {
            throw LanguageError.badProfile(path: folder, reason: "it has \(codes.count) languages")
        }
        folding = try LanguageFolding(messages: Self.bytes(folder + "/messages.properties"), path: folder)
        profiles = try parallelMap(codes) { code in Result { try Self.profile(code, folder + "/profiles/" + code) } }
            .map { try $0.get() }
    }

    private static func profile(_ code: String, _ path: String) throws -> Profile {
        do {
            let root = try JSONPath(JSONParser.parse(bytes(path), limits: limits))
            let totals = try root.at("n_words").elements().map { try $0.integer() }
            guard totals.count == 3, totals.allSatisfy({ $0 > 0 }) else {
                throw LanguageError.badProfile(path: path, reason: "n_words are not three counts")
            }
            var shares: [(gram: UInt64, share: Double)] = []
            for (gram, count) in try root.at("freq").object().members {
                guard let key = GramKey.of(gram), case .integer(let count) = count, count > 0 else {
                    throw LanguageError.badProfile(path: path, reason: "freq has an entry that is no n-gram's count")
                }
                shares.append((key.packed, min(1, Double(count) / Double(totals[key.length - 1]))))
            }
            return Profile(code: code, shares: shares)
        } catch let error as JSONError {
            throw LanguageError.badProfile(path: path, reason: error.problem)
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw LanguageError.badProfile(path: path, reason: "it cannot be read")
        }
        let data = try file.read(upToCount: fileBytes + 1) ?? Data()
        guard data.count <= fileBytes else { throw LanguageError.badProfile(path: path, reason: "it is too large") }
        return Array(data)
    }
}

/// Up to three characters of the basic plane in one number, the last one lowest.
enum GramKey {
    /// The key of a text of one to three such characters, with their number.
    static func of(_ text: String) -> (packed: UInt64, length: Int)? {
        let units = Array(text.utf16)
        guard (1...3).contains(units.count), units.count == text.unicodeScalars.count else { return nil }
        return (units.reduce(0) { $0 << 16 | UInt64($1) }, units.count)
    }
}
