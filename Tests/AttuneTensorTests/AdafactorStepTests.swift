import AttuneTensor
import AttuneTestSupport
import Foundation
import Testing

/// Adafactor's step against transformers' own, and in every form.
struct AdafactorStepTests {
    private let reference: Fixture

    init() throws { reference = try Fixture("optimizers/adafactor.safetensors") }

    /// The second moment of a tensor, empty.
    private func moment(_ shape: [Int]) throws -> (rows: Tensor, columns: Tensor?) {
        guard shape.count == 2 else { return (try .zeros(shape, .float32), nil) }
        return (try .zeros([shape[0]], .float32), try .zeros([shape[1]], .float32))
    }

    private func settings(_ step: Int, scale: Double = 1, seed: UInt32 = 0) -> AdafactorStep {
        AdafactorStep(
            learningRate: 1e-2, weightDecay: 0.1, gradientScale: scale, decay: 1 - pow(Double(step), -0.8), seed: seed)
    }

    /// A clip factor that differs from step to step: one that did not would not show.
    private func scale(_ step: Int) -> Double { step % 2 == 0 ? 0.125 : 1 }

    @Test(arguments: ["matrix", "row", "vector"])
    func stepsAreThoseOfTransformers(name: String) throws {
        for form in [.compositions] + Engine.availableKernels {
            let weight = try reference.tensor(name + ".start").cloned()
            let moment = try moment(weight.shape)
            for step in 1...4 {
                let gradient = try reference.tensor("\(name).gradient.\(step)") * (1 / scale(step))
                try Engine.withKernels(form) {
                    try weight.adafactor(
                        settings(step, scale: scale(step)), rows: moment.rows, columns: moment.columns,
                        gradient: gradient)
                }
                let found = try Comparison(weight, reference.tensor("\(name).weight.\(step)"))
                #expect(found.isWithin(Tolerance.operator32), "\(form) step \(step): \(found)")
            }
        }
    }

    /// A weight as a run keeps it, stepped three times; the exact numbers at the end.
    private func kept(_ shape: [Int], _ remainder: DType?, whole: Bool, gradients: DType) throws -> [Float] {
        let count = shape.reduce(1, *)
        func wave(_ phase: Float) throws -> Tensor {
            try Tensor((0..<count).map { sin(Float($0) * 0.7 + phase) * (1 + Float($0 % 7)) }, shape)
        }
        let weight = try whole ? wave(0) : wave(0).converted(to: .bfloat16)
        let rest = try remainder.map { try Tensor.empty(shape, $0) }
        if rest != nil { try weight.split(wave(0), remainder: rest) }
        let moment = try moment(shape)
        for step in 1...3 {
            try weight.adafactor(
                settings(step, scale: scale(step), seed: UInt32(step) &* 77), remainder: rest, rows: moment.rows,
                columns: moment.columns, gradient: wave(Float(step)).converted(to: gradients))
        }
        return try whole ? weight.floats() : weight.joined(withRemainder: rest).floats()
    }

    @Test(arguments: [[1, 1], [3, 130], [130, 3], [700, 72], [50]], [DType.float32, .bfloat16])
    func everyFormStepsLikeTheComposition(shape: [Int], gradients: DType) throws {
        let keepings: [(remainder: DType?, whole: Bool)] = [
            (nil, true), (.int16, false), (.uint8, false), (nil, false),
        ]
        for keeping in keepings {
            let results = try ([.compositions] + Engine.availableKernels).map { form in
                try Engine.withKernels(form) {
                    try kept(shape, keeping.remainder, whole: keeping.whole, gradients: gradients)
                }
            }
            for result in results.dropFirst() {
                // Rounded by chance, a last bit decides once in a long while between two neighbours.
                let apart = zip(result, results[0]).filter { abs($0 - $1) > 2e-5 * max(1, abs($1)) }
                #expect(apart.count * 100 <= result.count, "\(keeping): \(apart.prefix(3))")
                #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) < 0.04 * max(1, abs($1)) })
            }
        }
    }

    @Test func sixteenMoreBitsAreTheWholeFloat() throws {
        let whole = try kept([40, 33], nil, whole: true, gradients: .float32)
        #expect(try kept([40, 33], .int16, whole: false, gradients: .float32) == whole)
    }

    /// [[3, 1], [1, 3]]: the squares' rows and columns all have mean 5, so that each number is divided by the root of 5.
    @Test func anUpdateIsTheOneComputedByHand() throws {
        let weight = try Tensor.zeros([2, 2], .float32)
        let moment = try moment([2, 2])
        let numbers = AdafactorStep(learningRate: 0.1, decay: 0)
        try weight.adafactor(
            numbers, rows: moment.rows, columns: moment.columns, gradient: Tensor([3, -1, 1, 3], [2, 2]))
        let expected: [Float] = [-0.134164, 0.0447214, -0.0447214, -0.134164]
        #expect(zip(try weight.floats(), expected).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(try moment.rows.floats() == [5, 5])
    }

    /// Every number is too large, or a single one.
    @Test(arguments: [[8, 8], [64]], [1e20, 1])
    func aGradientTooLargeToSquareIsAnErrorAndLeavesTheWeight(shape: [Int], rest: Float) throws {
        let gradient = try Tensor([1e20] + Array(repeating: rest, count: 63), shape)
        for form in [.compositions] + Engine.availableKernels {
            let weight = try Tensor.full(shape, 1, .float32)
            let moment = try moment(shape)
            #expect(throws: EngineError.self, "\(form)") {
                try Engine.withKernels(form) {
                    try weight.adafactor(settings(1), rows: moment.rows, columns: moment.columns, gradient: gradient)
                }
            }
            #expect(try weight.floats().allSatisfy { $0 == 1 })
        }
    }

    @Test func stateThatDoesNotFitIsRefused() throws {
        let (matrix, row, column) = (
            try Tensor.zeros([4, 6], .float32), try Tensor.zeros([4], .float32), try Tensor.zeros([6], .float32)
        )
        for (rows, columns, gradient) in [
            (column, column, matrix), (row, row, matrix), (row, nil, matrix), (row, column, row),
            (try row.converted(to: .bfloat16), column, matrix),
        ] as [(Tensor, Tensor?, Tensor)] {
            #expect(throws: EngineError.self) {
                try matrix.adafactor(
                    AdafactorStep(learningRate: 1, decay: 0), rows: rows, columns: columns, gradient: gradient)
            }
        }
    }
}
