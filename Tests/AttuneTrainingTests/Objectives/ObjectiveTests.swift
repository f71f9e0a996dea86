import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Testing

/// What a pass minimises, and the noise that it learns under.
struct ObjectiveTests {
    private let place = Draw(seed: 7, step: 2, microBatch: 0)

    /// Half the width of the even noise: alpha / sqrt(L * d), computed by hand.
    @Test(arguments: [(128, 576, 0.0184142391), (512, 576, 0.0092071195), (1024, 2048, 0.0034526698)])
    func noiseFillsTheAmplitudeOfTheDocumentsLength(length: Int, width: Int, amplitude: Double) throws {
        var batch = Batch()
        batch.append(ids: Array(repeating: 1, count: length), weights: Array(repeating: 1, count: length), row: 0)
        batch.append(ids: [1], weights: [1], row: 1)
        let rows = try Tensor.zeros([length + 1, width], .float32)
        try Objective(noiseAlpha: 5).addNoise(to: rows, batch, place)
        let values = try rows.floats()
        let largest = values.prefix(length * width).reduce(0) { max($0, Double(abs($1))) }
        #expect(largest <= amplitude && largest > 0.999 * amplitude)
        let alone = values.suffix(width).reduce(0) { max($0, Double(abs($1))) }
        #expect(alone > 0.9 * 5 / Double(width).squareRoot())
    }

    @Test func theSamePlaceDrawsTheSameNoiseAndAnotherDoesNot() throws {
        let parity = ParityModel.all[1]
        let batch = try parity.batch()
        func gradient(_ draw: Draw?, alpha: Double, recomputes: Bool = false) throws -> [Float] {
            let model = try parity.load()
            let pass = StagedPass(model, recomputes: recomputes, objective: Objective(noiseAlpha: alpha))
            _ = try pass.run(batch, scale: 1 / batch.weightSum, draw: draw)
            return try model.store.parameters.flatMap { try #require($0.gradient).floats() }
        }
        let noisy = try gradient(place, alpha: 5)
        #expect(try gradient(place, alpha: 5) == noisy)
        #expect(try gradient(place, alpha: 5, recomputes: true) == noisy)
        #expect(try gradient(Draw(seed: 7, step: 3, microBatch: 0), alpha: 5) != noisy)
        #expect(try gradient(Draw(seed: 7, step: 2, microBatch: 1), alpha: 5) != noisy)
        let plain = try gradient(place, alpha: 0)
        #expect(plain != noisy)
        #expect(try gradient(nil, alpha: 5) == plain)
    }

    /// Central differences of the reported loss along the gradient itself.
    @Test func theGradientOfAMixedLossIsItsSlope() throws {
        let parity = ParityModel.all[1]
        let batch = try parity.batch()
        let model = try parity.load()
        let objective = Objective(term: CrossEntropy(labelSmoothing: 0.2, zLossWeight: 0.05), noiseAlpha: 1)
        let pass = StagedPass(model, recomputes: false, objective: objective)
        func loss() throws -> Double {
            model.store.clearGradients()
            return try pass.run(batch, scale: 1 / batch.weightSum, draw: place) / batch.weightSum
        }
        _ = try loss()
        let parameter = try #require(model.store["model.layers.0.mlp.down_proj.weight"])
        let gradient = try #require(parameter.gradient).cloned()
        let slope = try gradient.squareSum()
        let step = 1e-3 / slope.squareRoot()
        try parameter.value.add(gradient, scale: step)
        let above = try loss()
        try parameter.value.add(gradient, scale: -2 * step)
        let below = try loss()
        #expect(abs((above - below) / (2 * step) - slope) < 0.02 * slope)
    }
}
