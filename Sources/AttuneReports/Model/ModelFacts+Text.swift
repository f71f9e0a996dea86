internal import AttuneFormats
internal import AttuneModels
internal import AttuneText
internal import AttuneTraining

extension ModelFacts {
    /// The facts for a person.
    public func lines(_ console: Console) -> [String] {
        let width = rows.map(\.key.count).max() ?? 0
        var lines = rows.map { row in
            let space = String(repeating: " ", count: width + 2 - row.key.count)
            return console.styled(row.key, .bold) + space + TerminalText.printable(row.text)
        }
        lines += ["", console.styled("Parameters", .bold)]
        lines += partTable
        lines += ["", console.styled("To train it, with 8,192 tokens a step and rows of at most 1,024", .bold)]
        lines += needTable
        lines.append("attune plan RECIPE says it for a recipe and its data.")
        return lines + limitLines(console)
    }

    private func limitLines(_ console: Console) -> [String] {
        guard !limits.isEmpty else { return [] }
        return ["", console.styled("Good to know", .bold)] + limits.map { "- " + TerminalText.printable($0) }
    }

    private var rows: [(key: String, text: String)] {
        let c = configuration
        let stored = storedTypes.map(\.rawValue).joined(separator: ", ")
        let special = bundle.tokenizer.tokenizer.specialTokens.count
        let facts: [(String, String)] = [
            ("model", origin.name), ("path", bundle.path),
            ("family", "\(c.modelType), a decoder of \(c.layerCount) blocks"),
            ("format", "\(bundle.source.isGGUF ? "GGUF" : "Hugging Face folder"), stored as \(stored)"),
            ("licence", licence), ("languages", origin.languages.joined(separator: ", ")),
            ("width", "\(c.width), feed-forward \(c.feedForwardWidth)"),
            ("heads", "\(c.headCount) of size \(c.headSize), \(c.keyValueHeadCount) for keys and values"),
            ("context", "\(Figures.grouped(c.contextLength)) tokens, positions \(positions)"),
            (
                "tokenizer",
                "\(tokenizerKind), \(Figures.grouped(c.vocabularySize)) tokens, \(special) of them special"
            ),
            ("template", turns.text), ("end tokens", endTokens.joined(separator: " ")),
        ]
        return (facts + adapterRows).filter { !$0.1.isEmpty }.map { (key: $0.0, text: $0.1) }
    }

    private var adapterRows: [(String, String)] {
        guard let adapter = bundle.adapter else { return [] }
        let settings = adapter.settings
        return [
            ("adapter", "LoRA of rank \(settings.rank), scale \(settings.scale), on \(adapter.layerCount) layers"),
            ("base", bundle.source.path),
        ]
    }

    private var licence: String {
        if let license = origin.license { return "\(license.name ?? license.identifier), as \(license.place) says" }
        let files = origin.legalFiles.map(ModelCard.lastPart).joined(separator: ", ")
        return files.isEmpty ? "unknown; its files name none" : "not named; its text is in \(files)"
    }

    private var partTable: [String] {
        let whole = max(1, configuration.parameterCount)
        var table = TextTable(["part", "weights", "share"])
        for part in parts {
            table.add(
                part.count > 0
                    ? [part.name, Figures.count(part.count), Figures.percent(Double(part.count) / Double(whole))]
                    : [part.name, "-", "-"])
        }
        table.add(["together", Figures.count(configuration.parameterCount), ""])
        return table.lines
    }

    private var needTable: [String] {
        var table = TextTable(["way", "trains at a time", "memory"])
        for need in needs {
            table.add([need.name, Figures.count(need.trainableCount), Figures.bytes(need.memory.total)])
        }
        return table.lines
    }
}
