/// Finds the leftmost and of these the longest of many byte strings: an Aho-Corasick automaton.
struct AddedTokenAutomaton: Sendable {
    /// A match of a pattern.
    struct Match: Equatable {
        var start: Int
        var end: Int
        var pattern: Int
    }

    private struct State: Sendable {
        var depth: Int32
        var failure: Int32 = 0
        /// The pattern that ends here, or -1.
        var pattern: Int32 = -1
        /// The nearest state on the way of failures where a pattern ends, or -1.
        var output: Int32 = -1
    }

    private var states = [State(depth: 0)]
    private var edges: PairTable
    private var rootEdges = [Int32](repeating: 0, count: 256)

    /// Whether no pattern was given.
    var isEmpty: Bool { states.count == 1 }

    /// An automaton for the patterns; of equal patterns the last counts, and empty ones never match.
    init(_ patterns: [[UInt8]]) {
        edges = PairTable(capacity: patterns.reduce(0) { $0 + $1.count })
        var children: [[(byte: UInt8, state: Int32)]] = [[]]
        for (index, pattern) in patterns.enumerated() where !pattern.isEmpty {
            insert(pattern, Int32(truncatingIfNeeded: index), &children)
        }
        for child in children[0] { rootEdges[Int(child.byte)] = child.state }
        edges.withReader { link(children, $0) }
    }

    private mutating func insert(
        _ pattern: [UInt8], _ index: Int32, _ children: inout [[(byte: UInt8, state: Int32)]]
    ) {
        var state: Int32 = 0
        for byte in pattern {
            let found = edges.withReader { $0.merge(state, Int32(byte)) }
            if found != PairTable.none {
                state = Int32(truncatingIfNeeded: found)
                continue
            }
            let added = Int32(truncatingIfNeeded: states.count)
            states.append(State(depth: states[Int(state)].depth + 1))
            edges.insert(left: state, right: Int32(byte), rank: 0, merged: added)
            children[Int(state)].append((byte, added))
            children.append([])
            state = added
        }
        states[Int(state)].pattern = index
    }

    /// Breadth first: where to go on when a state has no edge, and which pattern ends there too.
    private mutating func link(_ children: [[(byte: UInt8, state: Int32)]], _ edges: PairTable.Reader) {
        var queue = children[0].map(\.state)
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            for (byte, child) in children[Int(state)] {
                let failure = step(states[Int(state)].failure, byte, edges)
                states[Int(child)].failure = failure
                states[Int(child)].output =
                    states[Int(failure)].pattern >= 0 ? failure : states[Int(failure)].output
                queue.append(child)
            }
        }
    }

    @inline(__always)
    private func step(_ start: Int32, _ byte: UInt8, _ edges: PairTable.Reader) -> Int32 {
        var state = start
        while state != 0 {
            let found = edges.merge(state, Int32(byte))
            if found != PairTable.none { return Int32(truncatingIfNeeded: found) }
            state = states[Int(state)].failure
        }
        return rootEdges[Int(byte)]
    }

    /// Calls `body` with every match from left to right; matches do not overlap.
    func forEachMatch(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ body: (Match) -> Void
    ) {
        guard !isEmpty else { return }
        edges.withReader { edges in
            var position = start
            while let match = firstMatch(in: bytes, from: position, to: end, edges) {
                body(match)
                position = match.end
            }
        }
    }

    private func firstMatch(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ edges: PairTable.Reader
    ) -> Match? {
        var state: Int32 = 0
        var best: Match?
        var position = start
        while position < end {
            if state == 0 {
                while position < end, rootEdges[Int(bytes[position])] == 0 { position += 1 }
                guard position < end else { break }
            }
            state = step(state, bytes[position], edges)
            position += 1
            // A later match can only start where the present path starts, or after it.
            if let best, position - Int(states[Int(state)].depth) > best.start { return best }
            best = better(best, of: endingAt(state, position))
        }
        return best
    }

    /// The longest pattern that ends here: the one with the leftmost start.
    @inline(__always)
    private func endingAt(_ state: Int32, _ position: Int) -> Match? {
        let source = states[Int(state)].pattern >= 0 ? state : states[Int(state)].output
        guard source >= 0 else { return nil }
        let found = states[Int(source)]
        return Match(start: position - Int(found.depth), end: position, pattern: Int(found.pattern))
    }

    @inline(__always)
    private func better(_ best: Match?, of found: Match?) -> Match? {
        guard let found else { return best }
        guard let best else { return found }
        return found.start < best.start || (found.start == best.start && found.end > best.end) ? found : best
    }
}
