/// Which part each group of rows goes to.
///
/// The largest groups go first, equal ones in random order; each goes to the part that lacks most of its kind, and where
/// all have their due, to the part that lacks most rows. For single rows every part gets its share of every stratum to
/// within one row.
struct SplitPlan {
    /// Rows that stay together.
    struct Unit {
        /// The rows of each stratum.
        var strata: [Int: Int] = [:]
        /// All its rows.
        var count = 0
    }

    /// The part of each unit.
    private(set) var parts: [UInt16]
    /// How many rows each part got.
    private(set) var rowCounts: [Int]

    private let wanted: [Double]
    private let total: Int
    private var placedRows = 0
    private var placed: [Int: [Double]] = [:]
    private var strataTotals: [Int: Int] = [:]

    init(units: [Unit], wanted: [Double], seed: UInt64) {
        self.wanted = wanted
        total = units.reduce(0) { $0 + $1.count }
        parts = [UInt16](repeating: 0, count: units.count)
        rowCounts = [Int](repeating: 0, count: wanted.count)
        for unit in units { strataTotals.merge(unit.strata, uniquingKeysWith: +) }
        let random = Philox(seed: seed).permutation(count: units.count, stream: RandomStream.split.rawValue)
        let order = random.enumerated().sorted {
            (units[Int($1.element)].count, $0.offset) < (units[Int($0.element)].count, $1.offset)
        }
        for (_, unit) in order { place(units[Int(unit)], Int(unit)) }
    }

    private mutating func place(_ unit: Unit, _ number: Int) {
        let free = wanted.indices.filter { wanted[$0] - Double(rowCounts[$0]) >= Double(unit.count) - 1e-6 }
        // A group that fits nowhere goes where most room is left; so does a row that rounding left over.
        let candidates = free.isEmpty ? Array(wanted.indices) : free
        let lacks = candidates.map { (part: $0, stratum: lack(of: unit, in: $0), rows: rowLack(in: $0)) }
        let most = lacks.map(\.stratum).max() ?? 0
        let best =
            most >= 1 && !free.isEmpty
            ? lacks.max { ($0.stratum, $0.rows, $1.part) < ($1.stratum, $1.rows, $0.part) }
            : lacks.filter { $0.stratum > 1e-9 || free.isEmpty || most <= 1e-9 }
                .max { ($0.rows, $0.stratum, $1.part) < ($1.rows, $1.stratum, $0.part) }
        guard let part = best?.part else { return }
        parts[number] = UInt16(part)
        rowCounts[part] += unit.count
        placedRows += unit.count
        for (stratum, count) in unit.strata {
            placed[stratum, default: [Double](repeating: 0, count: wanted.count)][part] += Double(count)
        }
    }

    /// How many rows of the unit's strata a part still lacks, weighed by the unit's own rows.
    private func lack(of unit: Unit, in part: Int) -> Double {
        let share = wanted[part] / Double(max(1, total))
        return unit.strata.reduce(0) { sum, entry in
            let due = share * Double(strataTotals[entry.key] ?? 0)
            return sum + (due - (placed[entry.key]?[part] ?? 0)) * Double(entry.value) / Double(unit.count)
        }
    }

    /// How many rows a part is behind its share of the rows placed so far.
    private func rowLack(in part: Int) -> Double {
        wanted[part] / Double(max(1, total)) * Double(placedRows) - Double(rowCounts[part])
    }
}
