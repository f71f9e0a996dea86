import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Testing

/// The staged, hand-written backward against libtorch's own tape over the whole model.
struct WholeBackwardTests {
    @Test func everyGradientIsTheTapes() throws {
        let parity = ParityModel.all[1]  // tied: the head's share and the embedding's meet in one gradient
        let model = try parity.load()
        let batch = try parity.batch()
        _ = try StagedPass(model, recomputes: false).run(batch, scale: 1 / batch.weightSum)
        let expected = try tapeGradients(model, batch)
        for (parameter, gradient) in zip(model.store.parameters, expected) {
            let comparison = try Comparison(#require(parameter.gradient), gradient)
            #expect(comparison.isWithin(Tolerance.model32), "\(parameter.name): \(comparison)")
        }
    }

    /// The same loss from plain operators, differentiated by libtorch.
    private func tapeGradients(_ model: DecoderModel, _ batch: Batch) throws -> [Tensor] {
        let leaves = try model.store.parameters.map { try $0.value.cloned() }
        for leaf in leaves { try leaf.requireGradient() }
        let names = model.store.parameters.map(\.name)
        let plain = PlainDecoder(
            weights: Dictionary(uniqueKeysWithValues: zip(names, leaves)), layers: model.blocks.count,
            shape: model.attention, epsilon: 1e-5, rotary: model.rotary)
        return try withGradients(enabled: true) { try plain.loss(batch).gradients(of: leaves) }
    }
}
