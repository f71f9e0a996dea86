extension StrategySettings {
    /// The kinds that read a field, by its key; fields that are not here belong to every kind.
    private static let readers: [String: [StrategyKind]] = [
        "top_layers": [.partial], "parameters": [.partial], "reinitialise": [.partial],
        "order": [.layerwise], "sweeps": [.layerwise], "steps_per_block": [.layerwise, .lisa],
        "sampled_layers": [.lisa], "stages": [.progressive], "steps_per_stage": [.progressive],
        "measure_every": [.surgical], "lora": [.lora], "idle_state": [.layerwise, .lisa],
    ]

    /// A field that the kind does not read and that is not at its default: it would change nothing.
    var foreignField: RecipeConflict? {
        let usual = StrategySettings()
        for field in Self.fields where field.write(self) != field.write(usual) {
            guard let kinds = Self.readers[field.key], !kinds.contains(kind) else { continue }
            let names = kinds.map(\.rawValue)
            return .init(
                field.key, "it belongs to kind \(names.joined(separator: " and ")), not to \(kind.rawValue)",
                "Remove strategy.\(field.key), or set strategy.kind: \(names.joined(separator: " or ")).")
        }
        return nil
    }

    /// A number of sweeps beside the length of a turn, which already decides it.
    var turnConflict: RecipeConflict? {
        guard kind == .layerwise, stepsPerBlock != nil, sweeps != StrategySettings().sweeps else { return nil }
        return .init(
            "sweeps", "sweeps and steps_per_block exclude each other",
            "Keep one of them: without steps_per_block a turn is as long as the sweeps leave room for.")
    }
}
