/// How rows are split into parts.
public struct SplitOptions: Sendable {
    /// How much of the rows a part gets.
    public enum Amount: Sendable, Equatable {
        /// A share of all rows, from 0 to 1.
        case share(Double)
        /// So many rows.
        case rows(Int)
        /// What the other parts leave.
        case rest
    }

    /// A part.
    public struct Part: Sendable, Equatable {
        /// Its name, which is also the name of its file.
        public let name: String
        /// How much it gets.
        public let amount: Amount

        /// Makes a part.
        public init(name: String, amount: Amount) {
            self.name = name
            self.amount = amount
        }
    }

    /// The parts.
    public var parts: [Part]
    /// What each part has the same shares of; nil leaves it to chance.
    public var stratum: RowTrait?
    /// What keeps rows together: rows of one class never part.
    public var group: RowTrait?
    /// Which rows count as near duplicates, and so stay together; nil parts them.
    public var duplicates: DuplicateSettings?
    /// What the choice is drawn with.
    public var seed: UInt64 = 1

    /// Makes options.
    public init(parts: [Part]) { self.parts = parts }

    /// Reads `train=0.8,validation=0.1,test=rest`: shares with a point or a percent sign, whole numbers of rows, or `rest`.
    ///
    /// - Throws: `WorkbenchError.badOption`.
    public static func parts(_ text: String) throws -> [Part] {
        let parts = try text.split(separator: ",", omittingEmptySubsequences: false).map { piece in
            let sides = piece.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, let amount = amount(sides[1]), isFileName(sides[0]) else {
                throw bad(text, "a list such as train=0.8,validation=0.1,test=rest")
            }
            return Part(name: sides[0], amount: amount)
        }
        guard Set(parts.map(\.name)).count == parts.count else { throw bad(text, "a list with each name once") }
        guard parts.count >= 2 else { throw bad(text, "at least two parts") }
        guard parts.count(where: { $0.amount == .rest }) <= 1 else { throw bad(text, "a list with one rest at most") }
        return parts
    }

    /// How many rows each part should get.
    ///
    /// - Throws: `WorkbenchError.badOption` when the amounts do not add up to all rows.
    func wantedRows(of total: Int) throws -> [Double] {
        let described = parts.map(\.description).joined(separator: ",")
        var wanted: [Double?] = parts.map { part in
            switch part.amount {
            case .share(let share): share * Double(total)
            case .rows(let rows): Double(rows)
            case .rest: nil
            }
        }
        let sum = wanted.compactMap { $0 }.reduce(0, +)
        if let rest = wanted.firstIndex(of: nil) {
            guard sum <= Double(total) + 1e-6 else {
                throw Self.bad(described, "amounts of at most the \(total) rows that there are")
            }
            wanted[rest] = max(0, Double(total) - sum)
        } else if abs(sum - Double(total)) > 1e-6 * Double(max(total, 1)) {
            throw Self.bad(described, "amounts that add up to the \(total) rows that there are; one part may be rest")
        }
        return wanted.compactMap { $0 }
    }

    private static func amount(_ text: String) -> Amount? {
        if text == "rest" { return .rest }
        if let rows = Int(text), rows > 0 { return .rows(rows) }
        let isPercent = text.hasSuffix("%")
        guard isPercent || text.contains("."), let number = Double(isPercent ? String(text.dropLast()) : text) else {
            return nil
        }
        let share = isPercent ? number / 100 : number
        return share > 0 && share < 1 ? .share(share) : nil
    }

    /// Letters, digits, hyphen and underscore: the name becomes a file's.
    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            } && name != "manifest"
    }

    private static func bad(_ value: String, _ expected: String) -> WorkbenchError {
        .badOption(name: "--parts", value: value, expected: expected)
    }
}

extension SplitOptions.Part: CustomStringConvertible {
    /// The part as it is written on the command line.
    public var description: String {
        switch amount {
        case .share(let share): "\(name)=\(share)"
        case .rows(let rows): "\(name)=\(rows)"
        case .rest: "\(name)=rest"
        }
    }
}
