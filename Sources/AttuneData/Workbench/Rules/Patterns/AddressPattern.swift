/// Public IPv4 addresses; those of private, local and reserved nets say nothing about anybody.
///
/// Four numbers of one digit each are more often a version or a section, and are left alone.
struct AddressPattern: TextPattern {
    let code = FindingCode.networkAddress
    let traits = TextTraits.digit
    let isSensitive = true
    let noun = "a network address"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        DigitGroups.runs(in: bytes, least: 5).compactMap { run in
            guard run.groups.count == 4, run.separators.count == 3, !run.hasPlus,
                run.separators.allSatisfy({ $0 == UInt8(ascii: ".") }), isPublic(run)
            else { return nil }
            return TextMatch(range: run.range, replacement: "192.0.2.1")
        }
    }

    private func isPublic(_ run: DigitGroups.Run) -> Bool {
        var numbers: [Int] = []
        var rest = run.digits[...]
        for count in run.groups {
            numbers.append(rest.prefix(count).reduce(0) { $0 * 10 + Int($1) })
            rest = rest.dropFirst(count)
        }
        guard run.groups.allSatisfy({ $0 <= 3 }), numbers.allSatisfy({ $0 <= 255 }) else { return false }
        switch (numbers[0], numbers[1], numbers[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (224..., _, _),
            (192, 0, 2), (198, 51, 100), (203, 0, 113):
            return false
        default: return true
        }
    }
}
