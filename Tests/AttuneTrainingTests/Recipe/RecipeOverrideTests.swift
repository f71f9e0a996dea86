import AttuneTraining
import Testing

private let base = """
    model: { path: m }
    data:
      train: [{ path: a.jsonl }, { path: b.jsonl, weight: 2 }]
      validation: { fraction: 0.1 }
    training: { epochs: 3, early_stopping: none }
    """

private func read(_ overrides: String...) throws -> Recipe {
    try RecipeReader.read(text: base, name: "r.yaml", overrides: overrides)
}

private func error(_ overrides: String...) -> RecipeError? {
    do {
        _ = try RecipeReader.read(text: base, name: "r.yaml", overrides: overrides)
        return nil
    } catch { return error as? RecipeError }
}

@Suite struct RecipeOverrideTests {
    @Test func aKeyOnTheCommandLineWinsAndTheLastOneOfAll() throws {
        #expect(try read("training.epochs=5").training.epochs == 5)
        #expect(try read("training.epochs=5", "training.epochs=7").training.epochs == 7)
        #expect(try read("training.learning_rate=1e-4").training.learningRate == .value(1e-4))
        #expect(try read("output.save.every=50").output.save.every == .steps(50))
    }

    @Test func listsAreReachedByIndexAndGrowByOne() throws {
        #expect(try read("data.train.1.path=c.jsonl").data.train.map(\.path) == ["a.jsonl", "c.jsonl"])
        #expect(try read("data.train.2.path=c.jsonl").data.train.count == 3)
        #expect(try read("~data.train.0").data.train.map(\.path) == ["b.jsonl"])
        #expect(error("data.train.3.path=c")?.problem.contains("the list has 2 elements") == true)
        #expect(error("data.train.x.path=c")?.problem.contains("no index") == true)
        #expect(error("data.train.-1.path=c") != nil)
        #expect(error("~data.train.2")?.problem.contains("the list has 2 elements") == true)
    }

    @Test func sectionsThatAreNotWrittenAppear() throws {
        #expect(try read("training.early_stopping.patience=5").training.earlyStopping?.patience == 5)
        #expect(try read("data.loss_on.prompt_weight=0.25").data.lossOn == .promptWeight(0.25))
        let whole = try RecipeReader.read(text: "", overrides: ["model.path=m", "data.train.0.path=x"])
        #expect(whole.data.train == [SourceSettings(path: "x")])
    }

    @Test func bracketsAndQuotesAreYAMLAndTheRestIsTakenAsItStands() throws {
        #expect(try read("training.betas=[0.8, 0.95]").training.betas == Betas(first: 0.8, second: 0.95))
        #expect(try read("data.test={ path: \"t #1\" }").data.test?.path == "t #1")
        let prefix = "data.classification.instruction="
        #expect(
            try read(prefix + "Judge: is it = good? # yes").data.classification?.instruction
                == "Judge: is it = good? # yes")
        #expect(try read(prefix + "'single'").data.classification?.instruction == "single")
        #expect(try read(prefix + "*a &b !c").data.classification?.instruction == "*a &b !c")
    }

    @Test func aTildeOrNothingResets() throws {
        #expect(try read("~training.epochs").training.epochs == 3)
        #expect(try read("training.epochs=9", "~training.epochs").training.epochs == Recipe().training.epochs)
        #expect(try read("data.validation=").data.validation == nil)
        #expect(try read("~data.nothing.at.all") == read())
        #expect(
            try read("training.tokens_per_step=2048", "~training.tokens_per_step", "training.batch_size=4").training
                .batchSize == 4)
    }

    @Test func errorsNameTheArgument() {
        #expect(error("training.epohcs=2")?.problem == "argument training.epohcs=2: there is no key training.epohcs.")
        #expect(
            error("training.epochs=x")?.problem.hasPrefix("argument training.epochs=x: training.epochs has to be")
                == true)
        #expect(error("training.betas=[0.9")?.problem.contains("not YAML") == true)
        #expect(
            error("training.betas=[2, 0]")?.problem.hasPrefix("argument training.betas=[2, 0]: training.betas.0")
                == true)
    }

    @Test(arguments: ["training.epochs", "=3", ".epochs=3", "training..epochs=3", "~", "~a..b", "", "training.=3"])
    func aMalformedArgumentIsRefused(argument: String) {
        guard case .malformedArgument = error(argument) else {
            Issue.record("\(String(describing: error(argument)))")
            return
        }
    }

    @Test func aVeryDeepPathIsRefused() {
        let path = Array(repeating: "a", count: 100_000).joined(separator: ".")
        guard case .malformedArgument = error(path + "=1") else {
            Issue.record("accepted")
            return
        }
    }
}
