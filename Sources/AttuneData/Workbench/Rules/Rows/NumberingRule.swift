/// A numbered list or the clauses of a contract whose numbers repeat or jump.
///
/// Only lists of at least three numbers that begin with 1 and count up are judged, and clauses that count up from any
/// number; a list in which every number is 1 lets the reader's program count, and a new 1 begins a new list.
struct NumberingRule: RowRule {
    func hits(in row: WorkbenchRow) -> [RuleHit] {
        for part in row.parts where part.isLearned || part.speaker == .prompt {
            guard part.traits.contains(.digit) || part.traits.contains(.beyondASCII),
                let problem = Self.problem(in: part.text)
            else { continue }
            return [
                RuleHit(
                    .numbering, key: part.path.description, message: problem.message,
                    excerpt: excerpt(of: problem.line))
            ]
        }
        return []
    }

    /// The first number that repeats or jumps.
    static func problem(in text: String) -> (message: String, line: String)? {
        text.withBytes { bytes in
            var counters: [LineNumber.Style: Counter] = [:]
            bytes.forEachLine { line in
                guard let number = LineNumber(line) else { return }
                counters[number.style, default: Counter()].take(number, line)
            }
            return counters.values.compactMap(\.problem).min { $0.place < $1.place }
                .map { ($0.message, String(decoding: $0.line.prefix(400), as: UTF8.self)) }
        }
    }

    /// Follows the numbers of one style.
    private struct Counter {
        /// What is wrong, and the line it shows at.
        struct Problem {
            let message: String
            let line: ByteLine
            var place: Int { line.startIndex }
        }

        private var first = 0
        private var last = 0
        private var length = 0
        private var steps = 0
        private var jumps = 0
        private var pending: Problem?
        private var found: Problem?

        /// What is wrong, with lists that are long enough to be one.
        ///
        /// Numbers that jump more often than they count up, as in a crossword, mean to.
        var problem: Problem? {
            if let found { return found }
            guard let pending, length >= 3, jumps <= steps, first == 1 || steps >= 2 else { return nil }
            return pending
        }

        mutating func take(_ number: LineNumber, _ line: ByteLine) {
            let value = number.value
            if value == 1, last != 1 || length == 1 { return begin(with: 1) }
            guard last > 0 else { return begin(with: number.beginsAnywhere ? value : 0) }
            switch value - last {
            case 0 where value > 1: note("the number \(value) occurs twice in a row", line)
            case 0: break
            case 1: steps += 1
            case 2:
                jumps += 1
                note("the number \(last + 1) is left out", line)
            default: return begin(with: number.beginsAnywhere ? value : 0)
            }
            length += 1
            last = value
        }

        /// Ends a list and begins another; 0 waits for one.
        private mutating func begin(with value: Int) {
            found = problem
            (first, last, length, steps, jumps, pending) = (value, value, min(value, 1), 0, 0, nil)
        }

        private mutating func note(_ message: String, _ line: ByteLine) {
            if pending == nil { pending = Problem(message: message, line: line) }
        }
    }
}
