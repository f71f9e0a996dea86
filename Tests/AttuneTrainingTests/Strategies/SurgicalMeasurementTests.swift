import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneTraining

/// The measurement of surgical fine-tuning against the gradients that transformers computes.
struct SurgicalMeasurementTests {
    @Test(arguments: ParityModel.all)
    func factorsAreTheRatiosOfTheReferencesGradientsToTheWeights(parity: ParityModel) throws {
        let model = try parity.load()
        let reference = try parity.reference()
        let weights = try Fixture("models/\(parity.name)/model.safetensors")
        var parts: [String: (gradient: Double, weight: Double)] = [:]
        func squares(_ numbers: [Float]) -> Double { numbers.reduce(0) { $0 + Double($1) * Double($1) } }
        for entry in model.layout.entries {
            let old = parts[entry.group.description] ?? (0, 0)
            parts[entry.group.description] = (
                old.gradient + squares(try reference.floats("gradient." + entry.name)),
                old.weight + squares(try weights.floats(entry.name))
            )
        }
        let ratios = parts.mapValues { ($0.gradient / $0.weight).squareRoot() }
        let largest = try #require(ratios.values.max())
        let batch = try parity.batch()
        _ = try StagedPass(model, recomputes: false).run(batch, scale: 1 / batch.weightSum)
        var state = StrategyState()
        let strategy = SurgicalStrategy(measureEvery: 3)
        try strategy.observe(gradientsOf: model, step: 4, state: &state)
        #expect(state.factors.isEmpty, "step 4 is none of 0, 3, 6")
        try strategy.observe(gradientsOf: model, step: 3, state: &state)
        #expect(state.factors.keys.sorted() == ratios.keys.sorted())
        for (part, ratio) in ratios {
            #expect(abs((state.factors[part] ?? 0) * largest / ratio - 1) < 1e-4, "\(part)")
        }
        #expect(state.factors.values.max() == 1)
        let selection = strategy.selection(step: 4, of: model.layout, state: state)
        for entry in model.layout.entries { #expect(selection[entry.name] == state.factors[entry.group.description]) }
    }
}
