public import AttuneErrors

/// What is wrong with a JSON text, and where.
public enum JSONError: RemediedError, Equatable {
    /// The text breaks the grammar at a byte.
    case syntax(reason: String, place: JSONPlace)
    /// The text goes over a limit.
    case limit(name: String, most: Int, place: JSONPlace)
    /// An object has a key twice.
    case duplicateKey(key: String, place: JSONPlace)
    /// A value that is needed is not there.
    case missing(path: String, nearest: [String])
    /// A value has another type than the one that is needed.
    case wrongType(path: String, expected: String, found: String)

    /// What is wrong, and where.
    public var problem: String {
        switch self {
        case .syntax(let reason, let place): "The JSON is broken at \(place): \(reason)."
        case .limit(let name, let most, let place): "The JSON goes over the limit of \(most) \(name) at \(place)."
        case .duplicateKey(let key, let place):
            "The JSON has the key \"\(shown(key))\" twice in one object, at \(place)."
        case .missing(let path, _): "The JSON has no \(shown(path))."
        case .wrongType(let path, let expected, let found): "\(shown(path)) should be \(expected) but is \(found)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .syntax, .duplicateKey: "Mend the file at that place, or write it again with a JSON library."
        case .limit: "Make the file smaller or flatter; no real file of this kind needs more."
        case .missing(_, let nearest):
            nearest.isEmpty
                ? "Add it." : "Add it, or mend the spelling of \(nearest.map(shown).joined(separator: ", "))."
        case .wrongType(_, let expected, _): "Make it \(expected)."
        }
    }
}

/// A name out of a file as a message may carry it: on one line, without control characters, not too long.
func shown(_ name: String) -> String {
    let most = 120
    var text = ""
    for scalar in name.unicodeScalars.prefix(most) {
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
        text += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return name.unicodeScalars.count > most ? text + "..." : text
}

/// A place in a text: byte offset from 0, line and column (in bytes) from 1.
public struct JSONPlace: Sendable, Equatable, CustomStringConvertible {
    /// The offset of the byte from the beginning.
    public let offset: Int
    /// The line, counted from 1.
    public let line: Int
    /// The byte within the line, counted from 1.
    public let column: Int

    /// Finds line and column of an offset.
    init(offset: Int, in bytes: UnsafeRawBufferPointer) {
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            start = index + 1
        }
        self.offset = offset
        self.line = line
        column = offset - start + 1
    }

    /// Line and column in words.
    public var description: String { "line \(line), column \(column)" }
}
