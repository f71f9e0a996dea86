import AttuneModels
import AttuneNN
import AttuneTensor
import AttuneTestSupport
import Foundation
import Testing

/// The rungs between operators and training: a block, the stages' boundaries, the head's chunks, cache and branches.
struct LlamaParityTests {
    static let names = ["llama-untied-bias", "llama-tied", "llama-rope3", "llama-linear"]

    private func load(_ name: String) throws -> (model: DecoderModel, reference: Fixture) {
        let source = try WeightSource(path: Fixture.root + "/models/" + name)
        return (try .load(source, computeType: .float32), try Fixture("models/\(name)/reference.safetensors"))
    }

    private func expect(
        _ found: Tensor, _ reference: Fixture, _ name: String, _ tolerance: Double = Tolerance.model32
    ) throws {
        let comparison = try Comparison(found, reference.tensor(name))
        #expect(comparison.isWithin(tolerance), "\(name): \(comparison)")
    }

    @Test func aWholeBlockAndItsGradientsAreTheReferences() throws {
        let model = try load("llama-untied-bias").model
        let reference = try Fixture("models/operators.safetensors")
        let offsets: [Int32] = [0, 7, 20, 24]
        let positions = zip(offsets, offsets.dropFirst()).flatMap { 0..<($1 - $0) }
        let context = try model.documentContext(positions: positions, DocumentLayout(offsets: offsets))
        let block = model.blocks[1]
        let (y, pullback) = try block.withPullback(reference.tensor("block.x"), context)
        try expect(y, reference, "block.y", Tolerance.operator32)
        let gradient = try #require(try pullback(reference.tensor("block.gradient_of.y"), true))
        try expect(gradient, reference, "block.gradient_of.x", Tolerance.operator32)
        #expect(block.parameters.count == 16)
        for parameter in block.parameters {
            let name = parameter.name.replacingOccurrences(of: "model.layers.1.", with: "block.gradient_of.")
            try expect(#require(parameter.gradient), reference, name, Tolerance.operator32)
        }
    }

    @Test(arguments: names)
    func everyBoundaryAndItsGradientAreTheReferences(_ name: String) throws {
        let (model, reference) = try load(name)
        let offsets = try reference.integers("batch.offsets")
        let context = try model.documentContext(
            positions: reference.integers("batch.positions"), DocumentLayout(offsets: offsets))
        var hidden = try model.embedding(Tensor(ids: reference.integers("batch.ids")))
        try expect(hidden, reference, "hidden.0", 0)
        var pullbacks: [Pullback] = []
        for block in model.blocks {
            let (output, pullback) = try block.withPullback(hidden, context)
            pullbacks.append(pullback)
            hidden = output
        }
        try expect(model.head.norm(hidden).output, reference, "normed")
        let weights = try reference.floats("batch.weights")
        let rows = Head.Rows(targets: try reference.integers("batch.targets"), weights: weights)
        let read = try #require(try RowSelection(rows.places, of: hidden.rowCount, on: .cpu))
        let result = try model.head.loss(
            read.picked(from: hidden), rows: rows, term: CrossEntropy(), scale: 1 / Double(weights.reduce(0, +)),
            needsInputGradient: true)
        #expect(abs(result.weightedLoss - Double(try reference.floats("loss.sum")[0])) < 2e-4)
        var gradient = try read.spread(#require(result.inputGradient), over: hidden.rowCount)
        for index in model.blocks.indices.reversed() {
            try expect(gradient, reference, "gradient_of.hidden.\(index + 1)")
            gradient = try #require(try pullbacks[index](gradient, true))
        }
        try expect(gradient, reference, "gradient_of.hidden.0")
    }

    /// The reference's rows twenty times over are more than one chunk; loss and gradients stay those of one copy.
    @Test func theHeadsChunksAddUpToTheReference() throws {
        let (model, reference) = try load("llama-untied-bias")
        let copies = 20
        let weights = try reference.floats("batch.weights")
        let targets = try reference.integers("batch.targets")
        let hidden = try reference.tensor("hidden.3")
        let repeated = { (count: Int) in (0..<count).map { _ in 0 } }
        let rows = Head.Rows(
            targets: repeated(copies).flatMap { _ in targets }, weights: repeated(copies).flatMap { _ in weights })
        #expect(rows.places.count > 256)
        let scale = 1 / (Double(copies) * Double(weights.reduce(0, +)))
        let count = copies * hidden.rowCount
        let read = try #require(try RowSelection(rows.places, of: count, on: .cpu))
        let result = try model.head.loss(
            read.picked(from: .joined(repeated(copies).map { _ in hidden })), rows: rows, term: CrossEntropy(),
            scale: scale, needsInputGradient: true)
        #expect(abs(result.weightedLoss * scale - Double(try reference.floats("loss.mean")[0])) < 1e-5)
        try expect(#require(model.head.weight.gradient), reference, "gradient.lm_head.weight")
        try expect(#require(model.head.norm.weight.gradient), reference, "gradient.model.norm.weight")
        let gradient = try read.spread(#require(result.inputGradient), over: count)
        for copy in [0, 10, copies - 1] {
            let part = try gradient.narrowed(from: copy * hidden.rowCount, count: hidden.rowCount)
            try expect(part * Double(copies), reference, "gradient_of.hidden.3")
        }
    }

    @Test(arguments: names, [1, 5, 13])
    func theCacheGivesTheReferencesLogits(_ name: String, promptLength: Int) throws {
        let (model, reference) = try load(name)
        let ids = Array(try reference.integers("batch.ids")[7..<20])  // the second document
        let logits = try reference.tensor("logits")
        let cache = try model.makeCache(batch: 1, capacity: ids.count)
        var next = Array(ids[..<promptLength])
        while true {
            let found = try model.lastLogits(next, cache)
            let expected = try logits.narrowed(from: 7 + cache.length - 1, count: 1).floats()
            let comparison = Comparison(found, expected)
            #expect(comparison.isWithin(Tolerance.model32), "row \(cache.length - 1): \(comparison)")
            guard cache.length < ids.count else { break }
            next = [ids[cache.length]]
        }
    }

    @Test(arguments: names)
    func logProbabilitiesAndContinuationsAreTheReferences(_ name: String) throws {
        let (model, reference) = try load(name)
        let ids = Array(try reference.integers("batch.ids")[7..<20])
        let table = try reference.tensor("logits").narrowed(from: 7, count: 13).logSoftmax(along: 1)
        let width = table.shape[1]
        let values = try table.floats()
        let expected = { (row: Int, token: Int32) in Double(values[row * width + Int(token)]) }
        let found = try model.logProbabilities(ids)
        #expect(found.count == 13 && found[0] == nil)
        for row in 1..<13 {
            #expect(abs(try #require(found[row]) - expected(row - 1, ids[row])) < 1e-4, "token \(row)")
        }
        let other: Int32 = 11
        let scored = ScoredPrompt(
            prompt: Array(ids[..<6]), continuations: [Array(ids[6..<9]), [other], Array(ids[6..<13])])
        let first = ScoredPrompt(prompt: Array(ids[..<1]), continuations: [Array(ids[1..<3]), [other]])
        let scores = try model.continuationScores([first, scored])
        let sum = { (rows: Range<Int>) in rows.reduce(0.0) { $0 + expected($1 - 1, ids[$1]) } }
        let wanted = [[sum(1..<3), expected(0, other)], [sum(6..<9), expected(5, other), sum(6..<13)]]
        for (found, wanted) in zip(scores.flatMap { $0 }, wanted.flatMap { $0 }) {
            #expect(abs(found - wanted) < 1e-4)
        }
        #expect(scores.map(\.count) == [2, 3])
    }
}
