import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneTraining

/// Weights that move inside the backward against weights that move at the end of the step.
struct UpdateLawTests {
    private func trained(_ parity: ParityModel, _ change: (inout Trainer.Settings) -> Void) throws -> Trainer {
        var settings = Trainer.Settings(
            learningRate: 1e-3, schedule: Schedule(.constant, totalSteps: 6), maxGradientNorm: nil, recomputes: false,
            totalSteps: 6)
        change(&settings)
        let trainer = Trainer(
            model: try parity.load(),
            source: CyclingBatches(batches: try (0..<5).map { try parity.batch("train.\($0)") }),
            strategy: FullStrategy(), optimizer: AdamW(), settings: settings)
        try trainer.run { _ in true }
        return trainer
    }

    private func weights(_ trainer: Trainer) throws -> [[Float]] {
        try trainer.model.store.parameters.map { try $0.exactValue().floats() }
    }

    @Test(arguments: ParityModel.all)
    func withoutClippingBothGiveTheSameBits(parity: ParityModel) throws {
        let atEnd = try trained(parity) { _ in }
        let inside = try trained(parity) { ($0.updatesInBackward, $0.clipping) = (true, .perTensor) }
        #expect(try weights(inside) == weights(atEnd))
        #expect(abs((inside.state.gradientNorm ?? 0) / (atEnd.state.gradientNorm ?? 1) - 1) < 1e-9)
    }

    @Test func bothSayHowLargeTheGradientsWere() throws {
        let atEnd = try trained(ParityModel.all[1]) { _ in }
        let inside = try trained(ParityModel.all[1]) { ($0.updatesInBackward, $0.clipping) = (true, .perTensor) }
        #expect(Set(atEnd.gradientSquares.keys) == Set(atEnd.model.store.parameters.map(\.name)))
        #expect(inside.gradientSquares == atEnd.gradientSquares)
        for parameter in atEnd.model.store.parameters {
            let squares = try #require(parameter.gradient).floats().reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs((atEnd.gradientSquares[parameter.name] ?? 0) / squares - 1) < 1e-5, "\(parameter.name)")
        }
    }

    @Test func gradientsAreGoneAfterAStepInsideTheBackward() throws {
        let inside = try trained(ParityModel.all[1]) { ($0.updatesInBackward, $0.clipping) = (true, .perTensor) }
        #expect(inside.model.store.parameters.allSatisfy { $0.gradient == nil && !$0.hasGradient })
    }

    @Test func eachRuleOfClippingChangesTheResult() throws {
        let results = try [(false, Clipping.globalNorm), (true, .perTensor), (true, .previousNorm)].map {
            inside, rule in
            try weights(
                trained(ParityModel.all[1]) {
                    ($0.updatesInBackward, $0.clipping, $0.maxGradientNorm) = (inside, rule, 0.05)
                })
        }
        #expect(results[0] != results[1])
        #expect(results[1] != results[2])
        #expect(results[0] != results[2])
    }
}
