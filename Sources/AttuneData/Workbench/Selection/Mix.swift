internal import AttuneJSON
internal import Foundation

/// How several sources are mixed.
public struct MixOptions: Sendable, Equatable {
    /// What the sources' shares follow from.
    public enum Shares: Sendable, Equatable {
        /// Their sizes to the power of 1 / temperature: 1 keeps the proportions, large values make the sources equal.
        case temperature(Double)
        /// Given weights, in the order of the sources.
        case weights([Double])
    }

    /// What the sources' shares follow from.
    public var shares = Shares.temperature(1)
    /// How many rows the mix has; nil takes as many as the sources have together.
    public var rows: Int?
    /// What the choice is drawn with.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// Reads numbers parted by commas.
    ///
    /// - Throws: `WorkbenchError.badOption`.
    public static func weights(_ text: String) throws -> [Double] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { piece in
            guard let number = Double(piece) else {
                throw WorkbenchError.badOption(name: "--weights", value: text, expected: "numbers such as 0.9,0.1")
            }
            return number
        }
    }

    /// Each source's share of the mix; they add up to 1.
    ///
    /// Source of the temperature: Arivazhagan et al., "Massively multilingual neural machine translation in the wild",
    /// 2019: p is proportional to n^(1/T).
    ///
    /// - Throws: `WorkbenchError.badOption`.
    public func sharesOfSources(rows counts: [Int]) throws -> [Double] {
        var weights: [Double]
        switch shares {
        case .temperature(let temperature):
            guard temperature.isFinite, temperature >= 0.01 else {
                throw WorkbenchError.badOption(
                    name: "--temperature", value: "\(temperature)", expected: "a number of at least 0.01")
            }
            let largest = Double(max(1, counts.max() ?? 1))
            weights = counts.map { pow(Double($0) / largest, 1 / temperature) }
        case .weights(let given):
            let isUsable = given.allSatisfy { $0.isFinite && $0 >= 0 } && given.contains { $0 > 0 }
            guard given.count == counts.count, isUsable else {
                throw WorkbenchError.badOption(
                    name: "--weights", value: given.map { "\($0)" }.joined(separator: ","),
                    expected: "\(counts.count) numbers of at least 0, one for each source")
            }
            weights = given
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// Whole rows for shares, by largest remainders, so that they add up to the total.
    static func wholeRows(_ shares: [Double], of total: Int) -> [Int] {
        let exact = shares.map { $0 * Double(total) }
        var rows = exact.map { Int($0.rounded(.down)) }
        let order = exact.indices.sorted {
            (exact[$1].truncatingRemainder(dividingBy: 1), $0) < (exact[$0].truncatingRemainder(dividingBy: 1), $1)
        }
        for index in order.prefix(max(0, total - rows.reduce(0, +))) { rows[index] += 1 }
        return rows
    }
}

/// Mixes sources in chosen shares, taking rows of small ones more than once where that is needed.
public struct Mix {
    private let files: RowFiles
    private let options: MixOptions

    /// Makes a mix; nothing is read yet.
    public init(_ files: RowFiles, options: MixOptions) {
        self.files = files
        self.options = options
    }

    /// Reads, decides and writes.
    ///
    /// - Parameter output: the file to write, which `RowFiles.checkOutput` has let pass.
    /// - Returns: what each source had and has.
    /// - Throws: `DataError` when a file cannot be read, `WorkbenchError`, `FileError`.
    public func run(output: String) throws -> SelectionReport {
        let survey = try ClassSurvey(files, trait: .source)
        let counts = survey.counts
        let total = options.rows ?? counts.reduce(0, +)
        guard total > 0, total <= 1 << 40 else {
            throw WorkbenchError.badOption(name: "--rows", value: "\(total)", expected: "a number of rows")
        }
        let shares = try options.sharesOfSources(rows: counts)
        let wanted = MixOptions.wholeRows(shares, of: total)
        for (rows, count) in zip(wanted, counts) where count > 0 && rows > count * RowChoice.mostRepeats {
            throw WorkbenchError.badOption(
                name: "--rows", value: "\(total)",
                expected: "a number for which no row is taken more than \(RowChoice.mostRepeats) times")
        }
        let choice = RowChoice(survey: survey, wanted: wanted, seed: options.seed)
        return try SelectionWriting(files: files, survey: survey, choice: choice)
            .run(command: "data mix", settings: described(shares, total), by: "source", output: output)
    }

    private func described(_ shares: [Double], _ total: Int) -> JSONObject {
        var settings = JSONObject([
            ("shares", .array(shares.map { .number($0) })), ("rows", .integer(Int64(total))),
            ("seed", .string(String(options.seed))),
        ])
        if case .temperature(let temperature) = options.shares { settings["temperature"] = .number(temperature) }
        return settings
    }
}
