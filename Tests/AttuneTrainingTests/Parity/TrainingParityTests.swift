import AttuneModels
import AttuneNN
import AttuneOptim
import AttuneTestSupport
import AttuneTraining
import Testing

/// The upper rungs of the ladder: weights after 5 AdamW steps, and the loss over 50.
struct TrainingParityTests {
    private func trainer(_ parity: ParityModel, steps: Int) throws -> Trainer {
        var settings = AdamW.Settings()
        settings.weightDecay = 0.01
        let batches = try (0..<5).map { try parity.batch("train.\($0)") }
        return Trainer(
            model: try parity.load(), source: CyclingBatches(batches: batches), strategy: FullStrategy(),
            optimizer: AdamW(settings),
            settings: Trainer.Settings(
                learningRate: 1e-3, schedule: Schedule(.constant, totalSteps: steps), maxGradientNorm: 7,
                recomputes: false, totalSteps: steps))
    }

    @Test(arguments: ParityModel.all)
    func weightsAfterFiveStepsAreTheReferences(_ parity: ParityModel) throws {
        let trainer = try trainer(parity, steps: 5)
        try trainer.run { _ in true }
        let reference = try parity.reference()
        for parameter in trainer.model.store.parameters {
            let comparison = try Comparison(parameter.value, reference.tensor("after5." + parameter.name))
            #expect(comparison.isWithin(Tolerance.trained32), "\(parameter.name): \(comparison)")
        }
    }

    @Test(arguments: ParityModel.all)
    func fiftyLossesAndNormsAreTheReferences(_ parity: ParityModel) throws {
        let trainer = try trainer(parity, steps: 50)
        var losses: [Float] = []
        var norms: [Float] = []
        try trainer.run { report in
            losses.append(Float(report.loss))
            norms.append(Float(report.gradientNorm))
            return true
        }
        let reference = try parity.reference()
        let loss = Comparison(losses, try reference.floats("train.losses"))
        let norm = Comparison(norms, try reference.floats("train.gradient_norms"))
        #expect(loss.worst < Tolerance.curve32, "\(loss)")
        #expect(norm.isWithin(1e-3), "\(norm)")
    }
}
