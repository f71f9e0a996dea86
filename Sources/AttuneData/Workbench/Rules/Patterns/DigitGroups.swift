/// Runs of digits that belong together because only a space, dash, dot, or bracket parts them.
struct DigitGroups {
    /// One such run.
    struct Run {
        /// From the first digit, or the `+` or bracket before it, through the last.
        var range: Range<Int>
        /// The digits, as numbers.
        var digits: [UInt8]
        /// How many digits each group has.
        var groups: [Int]
        /// Whether a `+` stands before the first digit.
        var hasPlus: Bool
        /// The bytes between the groups, one or two each, in one list.
        var separators: [UInt8]
    }

    private static let mostDigits = 40

    /// All runs of at least `least` digits.
    static func runs(in bytes: UnsafeBufferPointer<UInt8>, least: Int) -> [Run] {
        var runs: [Run] = []
        var end = 0
        while let place = firstDigit(from: end, in: bytes) {
            let digits: Int
            (end, digits) = extent(from: place, in: bytes)
            guard digits >= least else { continue }
            let run = run(from: place, in: bytes)
            if !isInsideWord(run.range, bytes) { runs.append(run) }
        }
        return runs
    }

    /// Where the next digit stands.
    private static func firstDigit(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = start
        while let eight = EightBytes(bytes, at: place) {
            let digits = eight.flags(0x30...0x39)
            if digits != 0 { return place + digits.trailingZeroBitCount / 8 }
            place += 8
        }
        return bytes[place...].firstIndex(where: isDigit)
    }

    /// Where the run that begins at a digit ends, and how many digits it has: most are too short to be looked at.
    private static func extent(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (end: Int, digits: Int) {
        var place = start
        var digits = 0
        while true {
            while isDigit(bytes.byte(place)), digits < mostDigits {
                digits += 1
                place += 1
            }
            let gap = separator(at: place, in: bytes)
            guard gap > 0, isDigit(bytes.byte(place + gap)), digits < mostDigits else { return (place, digits) }
            place += gap
        }
    }

    private static func run(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Run {
        var run = Run(range: start..<start, digits: [], groups: [], hasPlus: false, separators: [])
        var place = start
        while true {
            let first = place
            while isDigit(bytes.byte(place)), run.digits.count < mostDigits {
                run.digits.append(bytes[place] - 0x30)
                place += 1
            }
            run.groups.append(place - first)
            run.range = start..<place
            let gap = separator(at: place, in: bytes)
            guard gap > 0, isDigit(bytes.byte(place + gap)), run.digits.count < mostDigits else { break }
            run.separators += bytes[place..<place + gap]
            place += gap
        }
        var before = start
        if bytes.byte(before - 1) == UInt8(ascii: "(") { before -= 1 }
        if bytes.byte(before - 1) == UInt8(ascii: "+") {
            run.hasPlus = true
            before -= 1
        }
        run.range = before..<run.range.upperBound
        return run
    }

    /// How many bytes part two groups: one of space, dash, dot; or a bracket with a space or dash beside it.
    private static func separator(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        switch (bytes.byte(place), bytes.byte(place + 1)) {
        case (UInt8(ascii: ")"), UInt8(ascii: " ")), (UInt8(ascii: ")"), UInt8(ascii: "-")),
            (UInt8(ascii: " "), UInt8(ascii: "(")):
            2
        case (UInt8(ascii: " "), _), (UInt8(ascii: "-"), _), (UInt8(ascii: "."), _), (UInt8(ascii: ")"), _): 1
        default: 0
        }
    }

    /// Whether letters, a decimal point or a slash touch the run, as in identifiers, decimals and paths.
    private static func isInsideWord(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let (before, after) = (bytes.byte(range.lowerBound - 1), bytes.byte(range.upperBound))
        let isJoined = { (byte: UInt8) in isASCIILetter(byte) || isDigit(byte) || "_/=#".utf8.contains(byte) }
        let isDecimal = before == UInt8(ascii: ".") && isDigit(bytes.byte(range.lowerBound - 2))
        return isJoined(before) || isJoined(after) || isDecimal || before == UInt8(ascii: "-")
    }
}
