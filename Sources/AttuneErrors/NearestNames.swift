/// The names closest to a misspelt one, best first, for "did you mean" in errors.
///
/// Distance is Levenshtein's over UTF-8 bytes; a name further away than a third of its length (at least 2) is left out.
/// Only the first 10,000 candidates are looked at: names may come from a hostile file.
public func nearestNames(to name: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] {
    candidates
        .prefix(10_000)
        .filter { abs($0.utf8.count - name.utf8.count) <= max(2, $0.utf8.count / 3) }
        .map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
        .filter { $0.distance <= max(2, $0.name.utf8.count / 3) }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(limit)
        .map(\.name)
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = Array(0...b.count)
    for (i, byte) in a.enumerated() {
        var current = [i + 1]
        for (j, other) in b.enumerated() {
            let substitution = previous[j] + (byte == other ? 0 : 1)
            current.append(min(substitution, previous[j + 1] + 1, current[j] + 1))
        }
        previous = current
    }
    return previous[b.count]
}
