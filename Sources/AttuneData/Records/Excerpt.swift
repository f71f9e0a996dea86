/// At most 80 characters of a row around a byte, for messages: control characters escaped, broken UTF-8 replaced.
func excerpt(of bytes: some Collection<UInt8>, around column: Int? = nil) -> String {
    let width = 80
    let center = min(max(0, (column ?? 1) - 1), bytes.count)
    let start = max(0, min(center - width / 2, bytes.count - width))
    var from = bytes.index(bytes.startIndex, offsetBy: start)
    while from != bytes.endIndex, start > 0, bytes[from] & 0xC0 == 0x80 { from = bytes.index(after: from) }
    let window = bytes[from...].prefix(width * 4)
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

/// At most the first 80 characters of a text, for messages.
func excerpt(of text: String) -> String { excerpt(of: text.utf8.prefix(400)) }

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
