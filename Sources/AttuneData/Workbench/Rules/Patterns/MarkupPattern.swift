/// Remains of web pages: entities such as `&amp;`, and the tags that browsers know best.
struct MarkupPattern: TextPattern {
    let code = FindingCode.markup
    let traits = TextTraits.markup
    let isSensitive = false
    let noun = "a remainder of HTML"

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "\u{2013}",
        "mdash": "\u{2014}", "rsquo": "\u{2019}", "lsquo": "\u{2018}", "ldquo": "\u{201C}", "rdquo": "\u{201D}",
        "hellip": "\u{2026}", "bull": "\u{2022}", "deg": "\u{B0}", "copy": "\u{A9}", "reg": "\u{AE}",
    ]
    private static let lineTags: Set = ["br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"]
    private static let quietTags: Set = ["b", "i", "em", "strong", "span", "a", "u", "font", "td", "th", "sup", "sub"]

    func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [TextMatch] {
        var found: [TextMatch] = []
        var place = 0
        while place < bytes.count {
            let match: TextMatch? =
                switch bytes[place] {
                case UInt8(ascii: "&"): entity(at: place, bytes)
                case UInt8(ascii: "<"): tag(at: place, bytes)
                default: nil
                }
            place = match?.range.upperBound ?? place + 1
            if let match { found.append(match) }
        }
        return found
    }

    private func entity(at start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> TextMatch? {
        let window = bytes[(start + 1)..<min(bytes.count, start + 12)]
        guard let end = window.firstIndex(of: UInt8(ascii: ";")), end > start + 1 else { return nil }
        let name = String(decoding: bytes[start + 1..<end], as: UTF8.self)
        let text = name.first == "#" ? Self.numbered(name.dropFirst()) : Self.entities[name]
        return text.map { TextMatch(range: start..<end + 1, replacement: $0) }
    }

    private static func numbered(_ name: Substring) -> String? {
        let isHexadecimal = name.first == "x" || name.first == "X"
        let value = isHexadecimal ? UInt32(name.dropFirst(), radix: 16) : UInt32(name)
        guard let scalar = value.flatMap(Unicode.Scalar.init), scalar.value >= 0x20 else { return nil }
        return String(scalar)
    }

    private func tag(at start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> TextMatch? {
        var place = start + 1
        if bytes.byte(place) == UInt8(ascii: "/") { place += 1 }
        let first = place
        while isASCIILetter(bytes.byte(place)) || isDigit(bytes.byte(place)), place - first < 6 { place += 1 }
        let name = String(decoding: bytes[first..<place], as: UTF8.self).lowercased()
        guard Self.lineTags.contains(name) || Self.quietTags.contains(name), " />\n\t".utf8.contains(bytes.byte(place))
        else { return nil }
        let window = bytes[place..<min(bytes.count, place + 500)]
        guard let end = window.firstIndex(of: UInt8(ascii: ">")), !window[..<end].contains(UInt8(ascii: "<")) else {
            return nil
        }
        return TextMatch(range: start..<end + 1, replacement: Self.lineTags.contains(name) ? "\n" : "")
    }
}
