/// One name stands for both parties of a contract: `Party A: Acme Ltd` in one place, `Acme Ltd (Party B)` in another.
///
/// Needs no model: it compares what the row itself says about who is who.
struct PartyRule: RowRule {
    /// The mentions of a text that are looked at; a contract says who is who at its beginning.
    private static let mentionLimit = 100

    func hits(in row: WorkbenchRow) -> [RuleHit] {
        var first: [String: Bool] = [:]
        for part in row.parts where part.namesParty && part.speaker != .label {
            let claims = part.text.withBytes { Self.claims(in: $0, known: Array(first.keys)) }
            for claim in claims {
                guard let earlier = first[claim.name] else {
                    first[claim.name] = claim.isFirst
                    continue
                }
                guard earlier != claim.isFirst else { continue }
                return [
                    RuleHit(
                        .swappedNames, key: part.path.description,
                        message: "\"\(excerpt(of: claim.name))\" is named as either party",
                        excerpt: excerpt(of: claim.text))
                ]
            }
        }
        return []
    }

    /// A name, and which party it is said to be.
    private struct Claim {
        let name: String
        let isFirst: Bool
        let text: [UInt8]
    }

    private static func claims(in bytes: UnsafeBufferPointer<UInt8>, known: [String]) -> [Claim] {
        var claims: [Claim] = []
        for mention in PartyNames.mentions(in: bytes).prefix(mentionLimit) {
            let names = known + claims.map(\.name)
            guard
                let name = nameAfter(mention.range.upperBound, bytes)
                    ?? nameBefore(mention.range.lowerBound, bytes, names)
            else { continue }
            let window = max(0, mention.range.lowerBound - 40)..<min(bytes.count, mention.range.upperBound + 40)
            claims.append(Claim(name: name, isFirst: mention.isFirst, text: Array(bytes[window])))
        }
        return claims
    }

    /// The name in `Party A: NAME` or `Party A (NAME)`.
    private static func nameAfter(_ start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let window = String(decoding: bytes[start..<min(bytes.count, start + 160)], as: UTF8.self)
        var rest = window.drop { $0 == " " || $0 == "\"" || $0 == "\u{201D}" }
        guard let sign = rest.popFirst() else { return nil }
        switch sign {
        case ":", "\u{FF1A}":
            return cleaned(rest.prefix { !"\n\r,;.(\u{FF0C}\u{FF1B}\u{3002}\u{FF08}\u{3001}".contains($0) })
        case "(", "\u{FF08}":
            let inside = rest.prefix { !")\u{FF09}\n".contains($0) }
            return inside.count == rest.count ? nil : cleaned(inside)
        default: return nil
        }
    }

    /// A name known already that ends right before `(Party A)`.
    private static func nameBefore(_ end: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ known: [String]) -> String? {
        let window = String(decoding: bytes[max(0, end - 160)..<end], as: UTF8.self)
        guard let bracket = window.lastIndex(where: { "(\u{FF08}".contains($0) }), window[bracket...].count <= 24 else {
            return nil
        }
        let before = window[..<bracket].trimmingSuffix { $0 == " " }.lowercased()
        return known.filter { before.hasSuffix($0) }.max { $0.count < $1.count }
    }

    /// A name without the blanks of a form; nil when nothing is left that could be one.
    private static func cleaned(_ text: Substring) -> String? {
        let name = text.trimmingPrefix { $0.isWhitespace || $0 == "_" }.trimmingSuffix { $0.isWhitespace || $0 == "_" }
        guard (2...60).contains(name.count), name.contains(where: \.isLetter) else { return nil }
        return name.lowercased()
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isOutside: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !isOutside($0) }) else { return "" }
        return self[...last]
    }

    fileprivate func trimmingPrefix(_ isOutside: (Character) -> Bool) -> Substring { drop(while: isOutside) }
}
