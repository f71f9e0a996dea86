/// What the profile as a whole says against the data.
enum ImbalanceRule {
    /// From this share on, one source drowns the others.
    static let dominance = 0.9
    /// A label is rare below this part of what it would have if all were equally frequent.
    static let rareLabel = 0.1
    /// The longest hundredth of the rows holds a large share from here on.
    static let longestShare = 0.3
    /// Fewer rows say nothing about shares.
    static let leastRows = 50

    /// One finding about all rows, with the number of rows it is about.
    struct Outcome {
        let code: FindingCode
        let rows: Int
        let message: String
    }

    static func outcomes(_ profile: DataProfile, rows: Int) -> [Outcome] {
        guard rows >= leastRows else { return [] }
        let language = profile.languages.isEmpty ? scripts(profile) : languages(profile)
        return [language, labels(profile), lengths(profile, rows), sources(profile)].compactMap { $0 }
    }

    private static func languages(_ profile: DataProfile) -> Outcome? {
        guard let first = profile.languages.first, first.share >= TextStatistics.dominantShare,
            first.name != RowTrait.undetermined
        else { return nil }
        return Outcome(
            code: .languageImbalance, rows: first.rows, message: "\(percent(first.share)) of the rows are \(first.name)"
        )
    }

    private static func scripts(_ profile: DataProfile) -> Outcome? {
        guard let first = profile.scripts.first, first.share >= TextStatistics.dominantShare,
            first.name != RowTrait.undetermined
        else { return nil }
        return Outcome(
            code: .languageImbalance, rows: first.rows,
            message: "\(percent(first.share)) of the rows are in \(first.name) script")
    }

    private static func labels(_ profile: DataProfile) -> Outcome? {
        guard profile.labels.count > 1 else { return nil }
        let fair = 1 / Double(profile.labels.count)
        let rare = profile.labels.filter { $0.share < fair * rareLabel }
        guard let rarest = rare.last, let most = profile.labels.first else { return nil }
        let message =
            "\(rare.count) of \(profile.labels.count) labels are rare: \(excerpt(of: rarest.name)) has \(rarest.rows) "
            + "\(rarest.rows == 1 ? "row" : "rows"), \(excerpt(of: most.name)) has \(most.rows)"
        return Outcome(code: .labelImbalance, rows: rare.reduce(0) { $0 + $1.rows }, message: message)
    }

    private static func lengths(_ profile: DataProfile, _ rows: Int) -> Outcome? {
        guard rows >= 200, profile.longestShare >= longestShare else { return nil }
        return Outcome(
            code: .lengthImbalance, rows: rows / 100,
            message: "the longest 1 % of the rows hold \(percent(profile.longestShare)) of the text")
    }

    private static func sources(_ profile: DataProfile) -> Outcome? {
        guard profile.sources.count > 1, let first = profile.sources.first, first.share >= dominance else { return nil }
        return Outcome(
            code: .sourceImbalance, rows: first.rows,
            message: "\(percent(first.share)) of the rows come from \(excerpt(of: first.name))")
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
