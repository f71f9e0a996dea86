internal import Foundation

/// Carries the sequences of one block out: copies literals, and bytes that were unpacked before.
///
/// Source: RFC 8878, sections 3.1.1.4 and 3.1.1.5.
struct ZstdWriter {
    private let output: UnsafeMutableBufferPointer<UInt8>
    /// Where the block has to end at the latest.
    private let end: Int
    private let window: Int
    private var literal = 0
    /// Where the next byte goes.
    private(set) var place: Int
    /// The last three distances.
    private(set) var offsets: (Int, Int, Int)

    init(
        output: UnsafeMutableBufferPointer<UInt8>, start: Int, end: Int, window: Int, offsets: (Int, Int, Int)
    ) {
        self.output = output
        self.end = end
        self.window = window
        self.offsets = offsets
        place = start
    }

    /// Carries one sequence out.
    mutating func write(_ step: ZstdSequence, from literals: UnsafeBufferPointer<UInt8>) throws(ZstdProblem) {
        try copy(step.literals, from: literals)
        let offset = try distance(step)
        guard offset <= place, offset <= window else { throw .broken("a sequence reaches back too far") }
        guard step.match <= end - place else { throw .broken("a block is longer than allowed") }
        if offset >= step.match, let base = output.baseAddress {
            memcpy(base + place, base + place - offset, step.match)
        } else {
            for next in place..<place + step.match { output[next] = output[next - offset] }
        }
        place += step.match
    }

    /// Copies the literals that are left.
    mutating func finish(from literals: UnsafeBufferPointer<UInt8>) throws(ZstdProblem) {
        try copy(literals.count - literal, from: literals)
    }

    private mutating func copy(_ count: Int, from literals: UnsafeBufferPointer<UInt8>) throws(ZstdProblem) {
        guard count <= literals.count - literal else { throw .broken("a block has too few literals") }
        guard count <= end - place else { throw .broken("a block is longer than allowed") }
        if count > 0, let source = literals.baseAddress, let target = output.baseAddress {
            memcpy(target + place, source + literal, count)
        }
        literal += count
        place += count
    }

    /// The distance of a sequence; small values name one of the last three, which move up.
    private mutating func distance(_ step: ZstdSequence) throws(ZstdProblem) -> Int {
        let (first, second, third) = offsets
        guard step.offsetValue <= 3 else {
            offsets = (step.offsetValue - 3, first, second)
            return offsets.0
        }
        switch step.offsetValue + (step.literals == 0 ? 1 : 0) {
        case 1: break
        case 2: offsets = (second, first, third)
        case 3: offsets = (third, first, second)
        default:
            guard first > 1 else { throw .broken("a sequence reaches back zero bytes") }
            offsets = (first - 1, first, second)
        }
        return offsets.0
    }
}
