import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import AttuneTraining
import Testing

/// The ladder against transformers: hidden rows, logits, loss, every gradient.
struct ModelParityTests {
    @Test(arguments: ParityModel.all)
    func everyBlockGivesTheReferencesHiddenRows(_ parity: ParityModel) throws {
        let model = try parity.load()
        let reference = try parity.reference()
        let batch = try parity.batch()
        let context = try model.documentContext(positions: batch.positions, batch.layout)
        var hidden = try model.embedding(Tensor(ids: batch.ids))
        for (index, block) in model.blocks.enumerated() {
            hidden = try block(hidden, context)
            let comparison = try Comparison(hidden, reference.tensor("hidden.\(index + 1)"))
            #expect(comparison.isWithin(Tolerance.model32), "block \(index): \(comparison)")
        }
        let logits = try Comparison(model.head.logits(hidden), reference.tensor("logits"))
        #expect(logits.isWithin(Tolerance.model32), "\(logits)")
    }

    @Test(arguments: ParityModel.all, [false, true])
    func lossAndEveryGradientAreTheReferences(_ parity: ParityModel, recomputes: Bool) throws {
        let model = try parity.load()
        let reference = try parity.reference()
        let batch = try parity.batch()
        let sum = try StagedPass(model, recomputes: recomputes).run(batch, scale: 1 / batch.weightSum)
        let expected = Double(try reference.floats("loss.mean")[0])
        #expect(abs(sum / batch.weightSum - expected) < 1e-5)
        #expect(reference.names.filter { $0.hasPrefix("gradient.") }.count == model.store.parameters.count)
        for parameter in model.store.parameters {
            let gradient = try #require(parameter.hasGradient ? parameter.gradient : nil)
            let comparison = try Comparison(gradient, reference.tensor("gradient." + parameter.name))
            #expect(comparison.isWithin(Tolerance.model32), "\(parameter.name): \(comparison)")
        }
    }

    @Test(arguments: ParityModel.all)
    func bfloat16StaysNearTheReference(_ parity: ParityModel) throws {
        let model = try parity.load(.bfloat16)
        let batch = try parity.batch()
        let sum = try StagedPass(model, recomputes: false).run(batch, scale: 1 / batch.weightSum)
        let expected = Double(try parity.reference().floats("loss.mean")[0])
        #expect(abs(sum / batch.weightSum - expected) < 0.02)
    }
}
