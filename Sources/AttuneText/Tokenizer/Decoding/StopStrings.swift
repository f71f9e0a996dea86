/// Ends a text that comes in parts at the first of some strings, and never lets a part of that string out.
///
/// What could still become a stop string is held back; what cannot any more is given out. The result does not depend on
/// where the parts are cut: the string that is complete first ends the text, of two the one that began first.
public struct StopStrings: Sendable {
    private let strings: [[UInt8]]
    private var held: [UInt8] = []
    /// Whether a stop string has come; what follows it is left out.
    public private(set) var hasStopped = false

    /// Looks for strings; an empty one is never found.
    public init(_ strings: [String]) { self.strings = strings.map { Array($0.utf8) }.filter { !$0.isEmpty } }

    /// Takes the next part; what can be shown of the text now.
    public mutating func append(_ part: String) -> String {
        guard !hasStopped else { return "" }
        guard !strings.isEmpty else { return part }
        var start = held.count
        held += part.utf8
        while start < held.count {
            start += 1
            if let length = completed(at: start) {
                hasStopped = true
                return release(start - length)
            }
        }
        return release(held.count - openTail)
    }

    /// Ends the text: what is held back was no stop string after all.
    public mutating func finish() -> String { hasStopped ? "" : release(held.count) }

    /// The length of the longest string that ends right before a place.
    private func completed(at end: Int) -> Int? {
        strings.filter { $0.count <= end && held[(end - $0.count)..<end].elementsEqual($0) }.map(\.count).max()
    }

    /// How many bytes at the end may be the beginning of a stop string.
    private var openTail: Int {
        let longest = min(held.count, (strings.map(\.count).max() ?? 0) - 1)
        for count in stride(from: longest, to: 0, by: -1) {
            let tail = held[(held.count - count)...]
            if strings.contains(where: { $0.count > count && $0.starts(with: tail) }) { return count }
        }
        return 0
    }

    /// A stop string begins where a character does, so the bytes before one are whole characters.
    private mutating func release(_ count: Int) -> String {
        let text = String(decoding: held[..<count], as: UTF8.self)
        held.removeFirst(count)
        return text
    }
}
