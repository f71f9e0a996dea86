/// How many letters of each script a text has: a first view of its languages that needs no profiles.
public struct ScriptShares: Sendable, Equatable {
    private var counts: [Int]

    /// No letters yet.
    public init() { counts = [Int](repeating: 0, count: ScriptTable.scripts.count) }

    /// Counts the letters of a text, or of its first characters.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - limit: the most code points looked at.
    public init(_ text: String, limit: Int = .max) {
        self.init()
        add(text, limit: limit)
    }

    /// Counts the letters of another text in.
    public mutating func add(_ text: String, limit: Int = .max) {
        text.withBytes { bytes in
            var reader = ScalarReader(bytes)
            var seen = 0
            var latin = 0
            ScriptTable.shared.basicPlane.withUnsafeBufferPointer { table in
                counts.withUnsafeMutableBufferPointer { counts in
                    while seen < limit {
                        if limit - seen >= 8, let eight = reader.nextEightASCII() {
                            latin += eight.letters.nonzeroBitCount
                            seen += 8
                            continue
                        }
                        guard let scalar = reader.next() else { break }
                        seen += 1
                        let number = scalar < 0x10000 ? table[Int(scalar)] : ScriptTable.astral(scalar)
                        if number > 0 { counts[Int(number) - 1] += 1 }
                    }
                }
            }
            counts[Int(ScriptTable.latin) - 1] += latin
        }
    }

    /// Counts the letters of other texts in.
    public mutating func add(_ other: ScriptShares) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// All letters.
    public var letters: Int { counts.reduce(0, +) }

    /// The letters of a script.
    public subscript(script: WritingScript) -> Int { counts[Int(ScriptTable.number(script)) - 1] }

    /// The part of the letters that a script has; 0 in a text without letters.
    public func share(of script: WritingScript) -> Double {
        letters == 0 ? 0 : Double(self[script]) / Double(letters)
    }

    /// The scripts that occur, the most frequent first.
    public var ranked: [(script: WritingScript, letters: Int)] {
        zip(ScriptTable.scripts, counts).filter { $1 > 0 }.map { (script: $0, letters: $1) }
            .sorted { ($1.letters, $0.script.rawValue) < ($0.letters, $1.script.rawValue) }
    }

    /// The most frequent script, or nil in a text without letters.
    public var dominant: WritingScript? {
        guard let most = counts.max(), most > 0 else { return nil }
        let scripts = counts.indices.filter { counts[$0] == most }.map { ScriptTable.scripts[$0] }
        return scripts.min { $0.rawValue < $1.rawValue }
    }
}
