/// Keys that open something: private keys, and access keys whose issuers begin them in a known way.
struct SecretPattern: TextPattern {
    let code = FindingCode.secret
    let traits = TextTraits.longToken
    let isSensitive = true
    let noun = "a key"

    /// How the keys of an issuer begin, and how many letters and digits follow at least.
    private static let prefixes: [(start: StaticString, following: Int)] = [
        ("AKIA", 16), ("ASIA", 16), ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36),
        ("github_pat_", 22), ("glpat-", 20), ("sk-", 20), ("sk_live_", 16), ("rk_live_", 16), ("xoxb-", 10),
        ("xoxp-", 10), ("xoxa-", 10), ("xoxr-", 10), ("AIza", 35), ("hf_", 30), ("npm_", 36), ("pypi-", 50),
        ("eyJhbGciOi", 10),
    ]

    /// What the line before a private key begins with.
    private static let headerStart: StaticString = "-----BEGIN"
    /// No line that begins or ends a key is longer.
    private static let lineBytes = 64

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var place = 0
        let least = Self.hasHeader(bytes) ? Self.headerStart.utf8CodeUnitCount : TextTraits.tokenLength
        while let token = token(atLeast: least, from: place, in: bytes) {
            let range = privateKey(token, bytes) ?? accessKey(token, bytes)
            if let range { found.append(TextMatch(range: range, replacement: "[key]")) }
            place = (range ?? token).upperBound
        }
        return found
    }

    /// Whether a private key may begin somewhere: its header is shorter than any other key.
    private static func hasHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        while let found = bytes.place(of: UInt8(ascii: "-"), from: place) {
            if bytes.has(headerStart, at: found) { return true }
            place = found + 1
        }
        return false
    }

    private func accessKey(_ token: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard token.count >= TextTraits.tokenLength else { return nil }
        for (start, following) in Self.prefixes
        where bytes.has(start, at: token.lowerBound) && token.count >= start.utf8CodeUnitCount + following {
            let rest = bytes[token].dropFirst(start.utf8CodeUnitCount)
            // A word of a language has no digits; an access key has some.
            return rest.contains(where: isDigit) ? token : nil
        }
        return nil
    }

    /// From `-----BEGIN ... PRIVATE KEY-----` through the end of the last line of the key; when what follows is no end of
    /// a key, through the last line that a key can hold.
    private func privateKey(_ token: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard bytes.has(Self.headerStart, at: token.lowerBound) else { return nil }
        let header = token.lowerBound..<min(bytes.count, token.lowerBound + Self.lineBytes)
        guard let name = header.first(where: { bytes.has("PRIVATE KEY-----", at: $0) }) else { return nil }
        let body = name + "PRIVATE KEY-----".utf8.count
        // The next dashes alone decide, so that many headers in one text are read once.
        guard let last = (body..<bytes.count).first(where: { bytes.has("-----", at: $0) }),
            bytes.has("-----END", at: last)
        else { return token.lowerBound..<keyLines(after: body, bytes) }
        let end = last + "-----END".utf8.count
        let rest = end..<min(bytes.count, end + Self.lineBytes)
        return token.lowerBound..<(rest.first { bytes.has("-----", at: $0) }.map { $0 + 5 } ?? end)
    }

    /// The end of the lines of letters, digits, `+`, `/` and `=` from a place on, line breaks written as `\n` included.
    private func keyLines(after start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var (end, place) = (start, start)
        while Self.isKeyByte(bytes.byte(place)) {
            place += 1
            if place == bytes.count || Self.isLineBreak(bytes[place]) { end = place }
        }
        return end
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        isASCIILetter(byte) || isDigit(byte) || isLineBreak(byte) || "+/=\\".utf8.contains(byte)
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
