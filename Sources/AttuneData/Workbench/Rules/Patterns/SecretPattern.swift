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

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var place = 0
        while place < bytes.count {
            guard isTokenByte(bytes[place]) else {
                place += 1
                continue
            }
            var end = place
            while isTokenByte(bytes.byte(end)) { end += 1 }
            if let range = privateKey(place..<end, bytes) ?? accessKey(place..<end, bytes) {
                found.append(TextMatch(range: range, replacement: "[key]"))
                end = range.upperBound
            }
            place = end
        }
        return found
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

    /// From `-----BEGIN ... PRIVATE KEY-----` through the end of the last line of the key.
    private func privateKey(_ token: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard bytes.has("-----BEGIN", at: token.lowerBound) else { return nil }
        let header = bytes[token.lowerBound..<min(bytes.count, token.lowerBound + 64)]
        guard String(decoding: header, as: UTF8.self).contains("PRIVATE KEY-----") else { return nil }
        var place = token.upperBound
        while place < bytes.count, !bytes.has("-----END", at: place) { place += 1 }
        guard place < bytes.count else { return token.lowerBound..<bytes.count }
        place += 8
        while place < bytes.count, !bytes.has("-----", at: place) { place += 1 }
        return token.lowerBound..<min(bytes.count, place + 5)
    }
}
