import AttuneData
import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Testing

@testable import AttuneTraining

/// Training a head that has been given a weight of its own.
struct UntiedTrainingTests {
    private let parity = ParityModel.all[1]

    private func untied(_ kind: StrategyKind, _ change: (inout StrategySettings) -> Void = { _ in }) throws -> Trainer {
        var settings = StrategySettings()
        (settings.kind, settings.untie) = (kind, true)
        change(&settings)
        return try StrategyRun.trainer(parity, settings)
    }

    @Test func theSharesOfTableAndHeadAddUpToTheTiedGradient() throws {
        let batch = try parity.batch()
        let (tied, apart) = (try parity.load(), try untied(.full).model)
        for model in [tied, apart] {
            _ = try StagedPass(model, recomputes: false).run(batch, scale: 1 / batch.weightSum)
        }
        let (table, head) = (apart.embedding.weight, apart.head.weight)
        #expect(head !== table)
        let sum = try #require(table.gradient) + #require(head.gradient)
        let comparison = try Comparison(sum, #require(tied.embedding.weight.gradient))
        #expect(comparison.isWithin(Tolerance.model32), "\(comparison)")
    }

    @Test func theHeadAloneTrainsAndTheTableKeepsEveryBit() throws {
        let trainer = try untied(.partial) { $0.head = .always }
        let before = try trainer.model.store.parameters.map { try $0.value.cloned() }
        var losses: [Double] = []
        try trainer.run {
            losses.append($0.loss)
            return true
        }
        for (parameter, old) in zip(trainer.model.store.parameters, before) {
            #expect(try parameter.value.equals(old) == (parameter.name != "lm_head.weight"), "\(parameter.name)")
        }
        #expect(losses[5] < losses[0], "the same batch again")
    }

    @Test func bothTrainInFullAndPartAtTheFirstStep() throws {
        let trainer = try untied(.full)
        _ = try trainer.step()
        _ = try trainer.step()
        #expect(try !trainer.model.head.weight.value.equals(trainer.model.embedding.weight.value))
        #expect(trainer.factors["lm_head.weight"] == 1 && trainer.factors["model.embed_tokens.weight"] == 1)
    }
}
