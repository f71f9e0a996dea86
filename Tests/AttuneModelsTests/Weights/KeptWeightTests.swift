import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneTensor
import Testing

/// Weights that are kept more exactly than what products read, straight from the file.
struct KeptWeightTests {
    @Test(arguments: [WeightFiles.folder("llama-tied"), WeightFiles.gguf("llama-tied")])
    func everyBitOfTheFileIsKept(path: String) throws {
        let source = try WeightSource(path: path)
        let model = try DecoderModel.load(source, computeType: .bfloat16, keeping: { _ in .exact })
        for parameter in model.store.parameters {
            let bits = try parameter.exactValue().floats().map(\.bitPattern)
            #expect(try bits == source.floats(parameter.name).map(\.bitPattern), "\(parameter.name)")
        }
    }

    @Test func twentyFourBitsOfTheFileAreKept() throws {
        let source = try WeightSource(path: WeightFiles.folder("llama-tied"))
        let model = try DecoderModel.load(source, computeType: .bfloat16, keeping: { _ in .shortened })
        for parameter in model.store.parameters {
            let bits = try parameter.exactValue().floats().map(\.bitPattern)
            let rounded = try source.floats(parameter.name).map { ($0.bitPattern &+ 0x80) & ~0xFF }
            #expect(bits == rounded, "\(parameter.name)")
        }
    }

    @Test(arguments: [WeightKeeping.exact, .shortened])
    func weightsStoredInBFloat16NeedNothingBesideThemYet(keeping: WeightKeeping) throws {
        let folder = WeightFiles.folder("llama-tied")
        try WeightFiles.withFolder { copy in
            let whole = try DecoderModel.load(WeightSource(path: folder), computeType: .float32)
            _ = try ModelFolder.write(whole, to: copy, source: WeightSource(path: folder), type: .bfloat16)
            let source = try WeightSource(path: copy)
            let model = try DecoderModel.load(source, computeType: .bfloat16, keeping: { _ in keeping })
            for parameter in model.store.parameters {
                #expect(parameter.keeping == keeping && parameter.remainder == nil, "\(parameter.name)")
                let bits = try parameter.exactValue().floats().map(\.bitPattern)
                #expect(try bits == source.floats(parameter.name).map(\.bitPattern), "\(parameter.name)")
            }
        }
    }
}
