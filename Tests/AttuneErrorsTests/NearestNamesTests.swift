import AttuneErrors
import Testing

struct NearestNamesTests {
    @Test func theClosestNameComesFirst() {
        let names = ["epochs", "optimizer", "learning_rate", "epsilon"]
        #expect(nearestNames(to: "epoch", among: names) == ["epochs"])
        #expect(nearestNames(to: "learning_rte", among: names) == ["learning_rate"])
        #expect(nearestNames(to: "zzzzzzzz", among: names).isEmpty)
    }

    @Test func anErrorPrintsWhatIsWrongAndWhatToDo() {
        struct Sample: RemediedError {
            let problem = "The pot is empty."
            let remedy = "Fill it."
        }
        #expect(Sample().description == "error: The pot is empty.\nfix: Fill it.")
        #expect(Sample().failureKind.rawValue == 1)
        #expect(FailureKind.allCases.map(\.rawValue) == [1, 2, 3, 4, 5])
    }
}
