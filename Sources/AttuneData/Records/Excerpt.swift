/// At most 80 characters of a row around a byte, for messages: control characters escaped, broken UTF-8 replaced, keys
/// and personal data cut short.
func excerpt(of bytes: some BidirectionalCollection<UInt8>, around column: Int? = nil) -> String {
    let width = 80
    let center = min(max(0, (column ?? 1) - 1), bytes.count)
    let start = max(0, min(center - width / 2, bytes.count - width))
    var from = bytes.index(bytes.startIndex, offsetBy: start)
    while from != bytes.endIndex, start > 0, bytes[from] & 0xC0 == 0x80 { from = bytes.index(after: from) }
    // Around the window lies what tells that it holds a part of a key.
    let margin = 512
    let before = min(margin, bytes.distance(from: bytes.startIndex, to: from))
    let near = Array(bytes[bytes.index(from, offsetBy: -before)...].prefix(before + width * 4 + margin))
    let window = SensitiveText.masked(near, from: before).prefix(width * 4)
    if let plain = plainExcerpt(of: window, width: width) { return plain }
    var text = ""
    var count = 0
    for scalar in String(decoding: window, as: UTF8.self).unicodeScalars {
        let piece = escaped(scalar)
        count += piece.unicodeScalars.count
        if count > width { break }
        text += piece
    }
    return text
}

/// The same of bytes that are ASCII without controls but line breaks and tabs, which most are; nil for others.
private func plainExcerpt(of window: some Collection<UInt8>, width: Int) -> String? {
    var plain: [UInt8] = []
    plain.reserveCapacity(width)
    for byte in window {
        let letter: UInt8? =
            switch byte {
            case 0x0A: UInt8(ascii: "n")
            case 0x0D: UInt8(ascii: "r")
            case 0x09: UInt8(ascii: "t")
            default: nil
            }
        guard letter != nil || (0x20..<0x7F).contains(byte) else { return nil }
        guard plain.count + (letter == nil ? 1 : 2) <= width else { break }
        if letter != nil { plain.append(UInt8(ascii: "\\")) }
        plain.append(letter ?? byte)
    }
    return String(decoding: plain, as: UTF8.self)
}

/// At most the first 80 characters of a text, for messages.
func excerpt(of text: String) -> String { text.withBytes { excerpt(of: $0.prefix(400)) } }

/// A text without control characters, which are written out instead.
func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { result += escaped(scalar) }
    return result
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
        "\\u{" + String(scalar.value, radix: 16) + "}"
    default: String(scalar)
    }
}
