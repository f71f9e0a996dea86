internal import AttuneJSON

/// How rows are taken from each class.
public struct BalanceOptions: Sendable {
    /// How many rows each class should have.
    public enum Target: Sendable, Equatable {
        /// As many as the smallest class has.
        case smallest
        /// As many as the class in the middle has.
        case median
        /// As many as the largest class has.
        case largest
        /// So many.
        case rows(Int)
    }

    /// What the classes are.
    public var trait: RowTrait
    /// How many rows each should have.
    public var target = Target.median
    /// Classes with a smaller share of the rows do not decide what `smallest` and `median` mean.
    public var leastShare = 0.01
    /// How often a row may be taken at most; 1 never repeats a row.
    public var mostRepeats = 1
    /// What the choice is drawn with.
    public var seed: UInt64 = 1

    /// Makes options.
    public init(trait: RowTrait) { self.trait = trait }

    /// Reads `smallest`, `median`, `largest` or a number of rows.
    ///
    /// - Throws: `WorkbenchError.badOption`.
    public static func target(_ text: String) throws -> Target {
        switch text {
        case "smallest": return .smallest
        case "median": return .median
        case "largest": return .largest
        default:
            guard let rows = Int(text), rows > 0 else {
                throw WorkbenchError.badOption(
                    name: "--to", value: text, expected: "smallest, median, largest or a number of rows")
            }
            return .rows(rows)
        }
    }

    /// How many rows each of several classes should have.
    func wantedRows(_ counts: [Int]) -> Int {
        let least = leastShare * Double(counts.reduce(0, +))
        let sorted = counts.filter { $0 > 0 && Double($0) >= least }.sorted()
        return switch target {
        case .smallest: sorted.first ?? 0
        case .median: sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        case .largest: sorted.last ?? 0
        case .rows(let rows): rows
        }
    }
}

/// Evens out how often classes of rows occur: takes fewer rows of frequent ones and, when allowed, repeats rare ones.
public struct Balance {
    private let files: RowFiles
    private let options: BalanceOptions

    /// Makes a balance; nothing is read yet.
    public init(_ files: RowFiles, options: BalanceOptions) {
        self.files = files
        self.options = options
    }

    /// Reads, decides and writes.
    ///
    /// - Parameter output: the file to write, which `RowFiles.checkOutput` has let pass.
    /// - Returns: what each class had and has.
    /// - Throws: `DataError` when a file cannot be read, `WorkbenchError`, `FileError`.
    public func run(output: String) throws -> SelectionReport {
        guard (1...1000).contains(options.mostRepeats) else {
            throw WorkbenchError.badOption(
                name: "--max-repeats", value: "\(options.mostRepeats)", expected: "a number of 1 to 1000")
        }
        guard (0...0.5).contains(options.leastShare) else {
            throw WorkbenchError.badOption(
                name: "--least-share", value: "\(options.leastShare)", expected: "a number of 0 to 0.5")
        }
        let survey = try ClassSurvey(files, trait: options.trait)
        let wanted = options.wantedRows(survey.counts)
        let choice = RowChoice(
            survey: survey,
            wanted: survey.counts.map {
                min(wanted, $0.multipliedReportingOverflow(by: options.mostRepeats).partialValue)
            },
            seed: options.seed)
        let settings = JSONObject([
            ("by", .string(options.trait.name)), ("wanted_rows", .integer(Int64(wanted))),
            ("least_share", .number(options.leastShare)), ("most_repeats", .integer(Int64(options.mostRepeats))),
            ("seed", .string(String(options.seed))),
        ])
        return try SelectionWriting(files: files, survey: survey, choice: choice)
            .run(command: "data balance", settings: settings, by: options.trait.name, output: output)
    }
}
