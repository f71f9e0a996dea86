/// A numbered list or the clauses of a contract whose numbers repeat or jump.
///
/// Only lists of at least three numbers that begin with 1 and count up are judged; a list in which every number is 1
/// lets the reader's program count, and a new 1 begins a new list.
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
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let number = LineNumber(line) else { continue }
                counters[number.style, default: Counter()].take(number.value, line)
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

        private var last = 0
        private var length = 0
        private var pending: Problem?
        /// What is wrong, once the list is long enough to be one.
        private(set) var problem: Problem?

        mutating func take(_ value: Int, _ line: ByteLine) {
            if value == 1, last != 1 || length == 1 {
                (last, length, pending) = (1, 1, nil)
                return
            }
            guard last > 0 else { return }
            length += 1
            switch value - last {
            case 0 where value > 1: note("the number \(value) occurs twice in a row", line)
            case 0, 1: break
            case 2: note("the number \(last + 1) is left out", line)
            default:
                (last, length, pending) = (0, 0, nil)
                return
            }
            last = value
            if length >= 3, problem == nil { problem = pending }
        }

        private mutating func note(_ message: String, _ line: ByteLine) {
            if pending == nil { pending = Problem(message: message, line: line) }
        }
    }
}
