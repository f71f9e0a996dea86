internal import Foundation

/// Mail addresses; those of the example domains, which belong to nobody, are passed over.
struct MailPattern: TextPattern {
    let code = FindingCode.mailAddress
    let traits = TextTraits.atSign
    let isSensitive = true
    let noun = "a mail address"

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var place = 0
        while let base = bytes.baseAddress, place < bytes.count,
            let hit = memchr(base + place, Int32(UInt8(ascii: "@")), bytes.count - place)
        {
            let sign = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            place = sign + 1
            guard let range = address(around: sign, in: bytes, after: found.last?.range.upperBound ?? 0) else {
                continue
            }
            place = range.upperBound
            if !isExample(bytes, sign + 1..<range.upperBound) {
                found.append(TextMatch(range: range, replacement: "mail@example.com"))
            }
        }
        return found
    }

    private func address(around sign: Int, in bytes: UnsafeBufferPointer<UInt8>, after first: Int) -> Range<Int>? {
        var start = sign
        while start > first, Self.isLocal(bytes[start - 1]) { start -= 1 }
        while start < sign, bytes[start] == UInt8(ascii: ".") { start += 1 }
        var end = sign + 1
        while isASCIILetter(bytes.byte(end)) || isDigit(bytes.byte(end)) || bytes.byte(end) == UInt8(ascii: "-")
            || bytes.byte(end) == UInt8(ascii: ".")
        {
            end += 1
        }
        while end > sign + 1, !isASCIILetter(bytes[end - 1]) { end -= 1 }
        guard start < sign, let dot = bytes[sign + 1..<end].lastIndex(of: UInt8(ascii: ".")), dot > sign + 1,
            end - dot > 2, bytes[dot + 1..<end].allSatisfy(isASCIILetter)
        else { return nil }
        return start..<end
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isASCIILetter(byte) || isDigit(byte) || "._%+-".utf8.contains(byte)
    }

    private func isExample(_ bytes: UnsafeBufferPointer<UInt8>, _ domain: Range<Int>) -> Bool {
        let name = String(decoding: bytes[domain], as: UTF8.self).lowercased()
        return ["example.com", "example.org", "example.net"].contains { name == $0 || name.hasSuffix("." + $0) }
    }
}
