public import AttuneTraining
internal import AttuneFormats
internal import AttuneJSON
internal import Foundation

extension RecipeImport {
    /// Writes the recipe; never over a file that is there.
    ///
    /// - Throws: `RecipeLibraryError.targetExists`, or `FileError`.
    public func write(to target: String) throws {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw RecipeLibraryError.targetExists(path: target)
        }
        try AtomicFile.write(yaml, to: target)
    }

    /// What became of each key, for people.
    public func write(to console: Console, target: String) {
        console.line("A file of \(tool.name) became \(console.styled(target, .bold)).")
        section("carried over", carried.map(\.cells), console)
        section("not carried over", left.map { (shown($0.key, $0.value), $0.reason) }, console)
        if !open.isEmpty {
            console.line()
            console.line(console.styled("to do before it runs", .yellow))
            for note in open { console.line("  \(note)") }
        }
        console.line()
        console.line("Look at what it would do: attune train \(target) --dry-run")
    }

    /// What became of each key, for machines.
    public var json: String {
        func text(_ key: String, _ value: String) -> (key: String, value: JSONValue) { (key, .string(value)) }
        let carried = carried.map { entry in
            JSONValue.object([
                text("from", entry.from), text("value", entry.value), text("to", entry.to), text("as", entry.as),
            ])
        }
        let left = left.map { entry in
            JSONValue.object([text("key", entry.key), text("value", entry.value), text("reason", entry.reason)])
        }
        return JSONValue.object([
            text("tool", tool.rawValue), ("carried", .array(carried)), ("left", .array(left)),
            ("to_do", .array(open.map { .string($0) })), text("recipe", yaml),
        ]).encoded(pretty: true)
    }

    private func section(_ title: String, _ rows: [(String, String)], _ console: Console) {
        guard !rows.isEmpty else { return }
        console.line()
        console.line(console.styled(title, .bold))
        let width = rows.map(\.0.count).max() ?? 0
        for (cell, meaning) in rows {
            console.line("  " + cell + String(repeating: " ", count: width - cell.count) + "  " + meaning)
        }
    }
}

extension RecipeImport.Carried {
    fileprivate var cells: (String, String) {
        (from.isEmpty ? "(its default)" : shown(from, value), shown(to, `as`))
    }
}

private func shown(_ key: String, _ value: String) -> String { "\(key): \(value)" }
