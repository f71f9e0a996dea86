import AttuneTensor
import Testing

@Suite struct EngineProfileTests {
    @Test func everyProductIsTakenDownByItsShape() throws {
        let x = try Tensor.full([6, 4], 1, .float32), w = try Tensor.full([5, 4], 1, .float32)
        let (y, profile) = try EngineProfile.record {
            let y = try withoutGradients { try x.linear(w) }
            _ = try withoutGradients { try x.linear(w) }
            try withoutGradients { try Tensor.full([5, 4], 0, .float32).setWeightGradient(y, x, accumulating: false) }
            return y
        }
        #expect(y.shape == [6, 5])
        let shapes = profile.products.map { [$0.batch, $0.rows, $0.inner, $0.columns, $0.times] }
        #expect(shapes == [[0, 6, 4, 5, 2], [0, 5, 6, 4, 1]])
        #expect(profile.products[0].operations == 240)
        #expect(profile.products[0].secondIsTransposed && profile.products[1].firstIsTransposed)
        #expect(try #require(profile.seconds[.products]) > 0)
        #expect(profile.seconds[.attention] == 0)
        #expect(try profile.products[1].secondsAlone() > 0)
    }

    @Test func nothingIsTakenDownAfterwards() throws {
        let x = try Tensor.full([6, 4], 1, .float32), w = try Tensor.full([5, 4], 1, .float32)
        _ = try withoutGradients { try x.linear(w) }
        let profile = try EngineProfile.record {}.profile
        #expect(profile.products.isEmpty)
        #expect(profile.seconds.values.allSatisfy { $0 == 0 })
    }

    @Test func attentionsProductsCountToo() throws {
        // Two heads of size 4 over one document of three rows: two products forward, one batch of one shared head.
        let fused = try Tensor.full([3, 16], 0.5, .float32)
        let shape = AttentionShape(headCount: 2, keyValueHeadCount: 1, headSize: 4)
        let profile = try EngineProfile.record {
            _ = try withoutGradients { try fused.attention(shape, DocumentLayout(offsets: [0, 3])) }
        }.profile
        let shapes = profile.products.map { [$0.batch, $0.rows, $0.inner, $0.columns, $0.times] }
        #expect(shapes == [[1, 6, 4, 3, 1], [1, 6, 3, 4, 1]])
        #expect(try #require(profile.seconds[.attention]) > 0)
    }
}
