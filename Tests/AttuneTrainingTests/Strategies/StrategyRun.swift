import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import AttuneTestSupport

@testable import AttuneTraining

/// A tiny model under a strategy, put together as a run does it.
enum StrategyRun {
    /// A trainer over the reference's five batches.
    static func trainer(
        _ parity: ParityModel, _ settings: StrategySettings, type: DType = .float32, steps: Int = 9,
        _ change: (inout Trainer.Settings) -> Void = { _ in }
    ) throws -> Trainer {
        let source = try WeightSource(path: Fixture.root + "/models/" + parity.name)
        let layout = ModelLayout(source.configuration, untied: settings.untie)
        let strategy = try StrategyMaker(
            settings: settings, layout: layout, totalSteps: steps, stepsPerEpoch: 5, seed: 3, initialSpread: 0.02
        ).make()
        let plans = TensorPlan.plan(strategy, layout, totalSteps: steps)
        let kept = Set(plans.filter { settings.idleState == .offload ? $0.trains : $0.firstStep == 0 }.map(\.name))
        let model = try DecoderModel.load(
            source, computeType: type, untied: settings.untie,
            keeping: { kept.contains($0.name) ? .exact : .rounded })
        try strategy.prepare(model)
        var numbers = Trainer.Settings(
            learningRate: 1e-3, schedule: Schedule(.cosine, totalSteps: steps, warmupRatio: 0.2), maxGradientNorm: 1,
            recomputes: false, totalSteps: steps)
        numbers.keeping = .exact
        change(&numbers)
        return Trainer(
            model: model, source: CyclingBatches(batches: try (0..<5).map { try parity.batch("train.\($0)") }),
            strategy: strategy, optimizer: AdamW(), settings: numbers)
    }
}
