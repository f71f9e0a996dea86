internal import AttuneJSON

/// The passages to cut out of each row.
struct RepeatedPassages {
    /// One passage.
    struct Cut: Equatable {
        /// Its words in the row.
        var words: Range<Int>
        /// The row that holds it first.
        let source: Int

        /// The passage for manifests.
        func described(_ places: RowPlaces) -> JSONValue {
            .object(
                JSONObject([
                    ("first_word", .integer(Int64(words.lowerBound + 1))), ("words", .integer(Int64(words.count))),
                    ("same_as", places[source].described),
                ]))
        }
    }

    private let settings: PassageSettings
    private var cuts: [Int: [Cut]] = [:]
    private var wordCounts: [Int: Int] = [:]

    init(settings: PassageSettings) { self.settings = settings }

    /// Whether a word of a row is in a passage already.
    func covers(_ row: Int, _ word: Int) -> Bool { cuts[row]?.contains { $0.words.contains(word) } ?? false }

    /// Adds a passage of a row of so many words; what others cover already is left out.
    mutating func add(_ cut: Cut, to row: Int, of wordCount: Int) {
        wordCounts[row] = wordCount
        var rest = [cut.words]
        for known in cuts[row] ?? [] {
            rest = rest.flatMap { range in
                [range.clamped(to: 0..<known.words.lowerBound), range.clamped(to: known.words.upperBound..<Int.max)]
            }
        }
        for range in rest where !range.isEmpty { cuts[row, default: []].append(Cut(words: range, source: cut.source)) }
        cuts[row]?.sort { $0.words.lowerBound < $1.words.lowerBound }
    }

    /// The passages of a row, in order.
    func cuts(in row: Int) -> [Cut] { cuts[row] ?? [] }

    /// Whether too few words of a row are left.
    func isDropped(_ row: Int) -> Bool {
        guard let cuts = cuts[row], let count = wordCounts[row] else { return false }
        return count - cuts.reduce(0) { $0 + $1.words.count } < settings.leastWordsLeft
    }

    /// The rows that go.
    var droppedRows: Int { cuts.keys.count { isDropped($0) } }
    /// The rows that stay without their passages.
    var cutRows: Int { cuts.count - droppedRows }
    /// The passages of rows that stay.
    var passageCount: Int { cuts.filter { !isDropped($0.key) }.reduce(0) { $0 + $1.value.count } }

    /// A text without its passages: each goes with what follows it up to the next word.
    static func cut(_ text: String, _ cuts: [Cut]) -> String {
        let bytes = Array(text.utf8)
        let places = bytes.withUnsafeBufferPointer { FoldedWords($0, seed: 0, keepsPlaces: true).places }
        var kept: [UInt8] = []
        var position = 0
        for cut in cuts where cut.words.upperBound <= places.count {
            kept += bytes[position..<places[cut.words.lowerBound].lowerBound]
            let end = cut.words.upperBound
            position = end < places.count ? places[end].lowerBound : bytes.count
        }
        kept += bytes[position...]
        while let last = kept.last, isJSONSpace(last) { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }
}
