@testable import AttuneData
import AttuneJSON
import Foundation
import Testing

/// Rows of our own with the similarity of all their pairs, counted elsewhere.
struct DuplicateFixture {
    let rows: [String]
    let pairs: [Int: [[Int]: Double]]

    init() throws {
        let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent("data/duplicates.json")))
        let root = try JSONPath(JSONParser.parse(bytes))
        rows = try root.at("rows").elements().map { try $0.string() }
        var pairs: [Int: [[Int]: Double]] = [:]
        for length in [3, 5] {
            for pair in try root.at("pairs").at("\(length)").elements() {
                let numbers = try pair.elements()
                pairs[length, default: [:]][[try numbers[1].integer(), try numbers[0].integer()]] = try numbers[2]
                    .double()
            }
        }
        self.pairs = pairs
    }
}

/// The groups that a finder makes of texts.
func duplicateGroups(_ rows: [String], _ settings: DuplicateSettings) throws -> DuplicateClusters {
    let fingerprinter = try RowFingerprinter(settings)
    var finder = try DuplicateFinder(settings)
    for print in fingerprinter.fingerprints(rows) { try finder.add(print) }
    return try finder.finish()
}

@Suite struct DuplicateTests {
    @Test(arguments: [DuplicateSettings.shortTexts, .longTexts])
    func similaritiesAreThoseOfSetsOfWordRuns(settings: DuplicateSettings) throws {
        let fixture = try DuplicateFixture()
        let expected = try #require(fixture.pairs[settings.shingle.length])
        let sets = fixture.rows.map { ShingleSet($0, settings: settings) }
        for i in sets.indices {
            for j in 0..<i {
                let found = sets[i].jaccard(sets[j])
                if let value = expected[[j, i]] {
                    #expect(abs(found - value) < 1e-6, "rows \(j) and \(i)")
                } else {
                    #expect(found < 0.5, "rows \(j) and \(i)")
                }
            }
        }
    }

    @Test(arguments: [DuplicateSettings.shortTexts, .longTexts])
    func groupsAreTheConnectedPairsOverTheThreshold(settings: DuplicateSettings) throws {
        let fixture = try DuplicateFixture()
        var groups = RowClusters(count: fixture.rows.count)
        for (pair, value) in fixture.pairs[settings.shingle.length] ?? [:] where value >= settings.threshold {
            groups.join(UInt32(pair[0]), UInt32(pair[1]))
        }
        #expect(try duplicateGroups(fixture.rows, settings).roots == groups.roots())
    }

    @Test func exactDuplicatesDifferInWhiteSpaceAtMost() throws {
        var settings = DuplicateSettings.longTexts
        settings.findsNearDuplicates = false
        let rows = ["one two", "One two", " one\n\ttwo ", "one two.", "", "onetwo", "one two", " "]
        let found = try duplicateGroups(rows, settings)
        #expect(found.groups == [[0, 2, 6], [4, 7]])
        #expect(found.areSame(0, 6) && !found.areSame(0, 1))
        #expect(try found.similarity(0, 2) == 1)
    }

    /// Test vectors: 1 - (1 - s^r)^b.
    @Test(arguments: [(0.5, 0.0533), (0.6, 0.2111), (0.7, 0.5645), (0.75, 0.7716), (0.8, 0.9235), (0.9, 0.9996)])
    func theChanceOfBeingComparedFollowsTheFormula(similarity: Double, expected: Double) {
        #expect(abs(DuplicateSettings.longTexts.candidateProbability(similarity: similarity) - expected) < 5e-5)
    }

    /// The standard deviation of the estimate is at most sqrt(0.25 / 2000 / 16); five of them are allowed.
    @Test func signaturesEstimateSimilarityWithoutBias() {
        var settings = DuplicateSettings(shingle: .words(1), bands: 250, bandHashes: 8)
        var sum = 0.0
        for seed in 0..<16 as Range<UInt64> {
            settings.seed = seed
            let a = (0..<300).map { "word\($0)" }.joined(separator: " ")
            let b = (100..<400).map { "word\($0)" }.joined(separator: " ")
            let minHash = MinHash(settings)
            let (x, y) = (ShingleSet(a, settings: settings), ShingleSet(b, settings: settings))
            #expect(x.jaccard(y) == 0.5)
            sum += Double(zip(minHash.signature(x), minHash.signature(y)).count { $0 == $1 }) / 2000
        }
        #expect(abs(sum / 16 - 0.5) < 0.014)
    }

    @Test func manyRowsInOneBucketAreCountedAndStillJoined() throws {
        let base = (0..<200).map { "word\($0)" }
        let rows = (0..<150).map { number in (base[0..<150] + ["n\(number)"] + base[150...]).joined(separator: " ") }
        let found = try duplicateGroups(rows, .longTexts)
        #expect(found.groups.count == 1)
        #expect(found.shortenedBuckets > 0)
    }

    @Test func theKeyTableFindsTheFirstRowOfEachKey() {
        var table = RowKeyTable()
        for round in 0..<2 {
            for number in 0..<5000 {
                let first = table.append(RowKey("row \(number)"))
                #expect(first == UInt32(number), "round \(round)")
            }
        }
        #expect(table.count == 10_000)
    }

    @Test func numbersOfRowsComeBackFromDiskAsTheyWere() throws {
        var store = try NumberRowStore(folder: temporaryFolder())
        let rows = (0..<300).map { row in (0..<row % 7).map { UInt32(row * 10 + $0) } }
        for row in rows { try store.append(row) }
        for (number, row) in rows.enumerated() {
            #expect(store.count(of: UInt32(number)) == row.count)
            #expect(try store.numbers(of: UInt32(number)) == row)
        }
    }

    @Test func aRowIsFoundInItsFileAlsoBesidesFilesWithoutRows() throws {
        var places = try UsableRowPlaces()
        let files: [(name: String, split: DataSplit, rows: Int)] = [
            ("a", .train, 2), ("b", .train, 0), ("c", .validation, 3), ("d", .test, 0), ("e", .test, 1),
        ]
        var written: [(reference: RecordReference, split: DataSplit)] = []
        for file in files {
            places.begin(file.name, file.split)
            for row in 0..<file.rows {
                let reference = RecordReference(file: file.name, line: row + 10, row: row + 1)
                try places.append(reference)
                written.append((reference, file.split))
            }
        }
        for (number, row) in written.enumerated() {
            #expect(try places.reference(number) == row.reference)
            #expect(places.split(number) == row.split)
        }
    }

    @Test func charactersCompareTextsWithoutWords() throws {
        let settings = DuplicateSettings(shingle: .characters(4), bands: 20, bandHashes: 5)
        let rows = ["abcdefghijklmnopqrstuvwxyz-0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789", "zyxwvutsrqp"]
        #expect(try duplicateGroups(rows, settings).groups == [[0, 1]])
    }

    @Test(arguments: [
        DuplicateSettings(shingle: .words(0), bands: 1, bandHashes: 1),
        DuplicateSettings(shingle: .words(5), bands: 257, bandHashes: 1),
        DuplicateSettings(shingle: .words(5), bands: 1, bandHashes: 0),
        DuplicateSettings(shingle: .words(5), bands: 1, bandHashes: 1, threshold: .nan),
        DuplicateSettings(shingle: .words(5), bands: 1, bandHashes: 1, threshold: 1.5),
    ])
    func settingsOutOfRangeAreRefused(settings: DuplicateSettings) {
        #expect(throws: DuplicateError.self) { try RowFingerprinter(settings) }
        #expect(throws: DuplicateError.self) { try DuplicateFinder(settings) }
    }

    @Test func aFolderThatRefusesTemporaryFilesIsNamed() {
        let error = #expect(throws: DuplicateError.self) { try DuplicateFinder(.longTexts, folder: "/nowhere/at/all") }
        #expect(error?.problem.contains("/nowhere/at/all") == true)
    }
}
