/// Rows that cannot be used, by reason, with the first of each.
public struct UnusableRows: Sendable, Codable, Equatable {
    /// How many rows there are for each reason.
    public private(set) var counts: [String: Int] = [:]
    /// The first findings.
    public private(set) var examples: [Finding] = []

    private static let exampleLimit = 5

    /// None yet.
    public init() {}

    /// All of them.
    public var total: Int { counts.values.reduce(0, +) }

    /// Counts a row in.
    mutating func add(_ finding: Finding) {
        counts[finding.code.rawValue, default: 0] += 1
        if examples.count < Self.exampleLimit { examples.append(finding) }
    }

    /// Refuses data of which nothing can be used.
    func refuseNothing(usable: Int) throws {
        guard usable == 0, total > 0 else { return }
        throw DataError.rejected(findings: examples, more: total - examples.count)
    }
}
