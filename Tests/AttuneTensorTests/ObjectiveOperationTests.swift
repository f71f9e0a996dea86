import AttuneTensor
import AttuneTestSupport
import Testing

/// Smoothing, z-loss, noise and dropout against PyTorch, transformers and Philox's published vectors.
struct ObjectiveOperationTests {
    private let reference: Fixture
    private let place = Draw(seed: 0x0123_4567_89AB_CDEF, step: 3, microBatch: 1, stream: 2)

    init() throws { reference = try Fixture("objectives/reference.safetensors") }

    @Test(arguments: [("smoothed", 0.1, 0), ("regular", 0, 1e-2), ("both", 0.1, 1e-2)])
    func mixedLossesAndGradientsAreTheReferences(name: String, smoothing: Double, zWeight: Double) throws {
        let targets = try Tensor(ids: reference.integers("targets"))
        let weights = try reference.tensor("weights")
        for form in [Engine.KernelForm.compositions, .portable, .automatic] {
            let logits = try reference.tensor("logits")
            let losses = try Engine.withKernels(form) {
                try logits.crossEntropyInPlace(
                    targets: targets, rowScale: weights, smoothing: smoothing, zWeight: zWeight)
            }
            let loss = try Comparison(losses, reference.tensor(name + ".losses"))
            let gradient = try Comparison(logits, reference.tensor(name + ".gradient"))
            #expect(loss.isWithin(Tolerance.operator32), "\(form): \(loss)")
            #expect(gradient.isWithin(Tolerance.operator32), "\(form): \(gradient)")
        }
    }

    /// Logits (2, 1, 0) and token 0, computed by hand.
    @Test func mixedLossesAreThoseComputedByHand() throws {
        func row(smoothing: Double, zWeight: Double) throws -> (loss: Float, gradient: [Float]) {
            let logits = try Tensor([2, 1, 0], [1, 3])
            let losses = try logits.crossEntropyInPlace(
                targets: Tensor(ids: [0]), rowScale: Tensor([1]), smoothing: smoothing, zWeight: zWeight)
            return (try losses.floats()[0], try logits.floats())
        }
        let plain = try row(smoothing: 0, zWeight: 0)
        #expect(abs(plain.loss - 0.4076059644) < 1e-6)
        let smoothed = try row(smoothing: 0.1, zWeight: 0)
        #expect(abs(smoothed.loss - 0.5076059644) < 1e-6)
        #expect(Comparison(smoothed.gradient, [-0.268092378, 0.211395138, 0.056697240]).worst < 1e-6)
        let regular = try row(smoothing: 0, zWeight: 1e-4)
        #expect(abs(regular.loss - plain.loss - 0.000579656648) < 1e-7)
        let added = zip(regular.gradient, plain.gradient).map { $0 - $1 }
        #expect(Comparison(added, [3.20328e-4, 1.17842e-4, 4.3352e-5]).worst < 2e-7)
    }

    @Test func noiseIsPhilox() throws {
        let first = try Tensor.zeros([1, 4], .float32)
        try first.addNoise([1], Draw(seed: 0, step: 0, microBatch: 0))
        let words: [UInt32] = [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]
        #expect(try first.floats() == words.map { Float($0 >> 8) / 8_388_608 - 1 })
        let rows = try Tensor.full([3, 7], 1, .float32)
        try rows.addNoise([1, 0.5, 0], place)
        let noise = try reference.floats("noise")
        let expected = noise.enumerated().map { 1 + $1 * [1, 0.5, 0][$0 / 7] }
        #expect(Comparison(try rows.floats(), expected).worst < 1e-6)
    }

    @Test func dropoutKeepsWhatPhiloxSays() throws {
        let values = try reference.tensor("dropout.in")
        let found = try Comparison(values.dropout(0.4, place), reference.tensor("dropout.out"))
        #expect(found.isWithin(1e-6), "\(found)")
        #expect(try values.dropout(0, place).equals(values))
        #expect(throws: EngineError.self) { try values.dropout(1, place) }
    }
}
