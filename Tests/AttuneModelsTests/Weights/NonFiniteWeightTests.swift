import AttuneFormats
import AttuneModels
import AttuneNN
import AttuneTensor
import Foundation
import Testing

/// Weights that are no numbers, in a copy of a stored model.
struct NonFiniteWeightTests {
    private static let name = "model.layers.0.mlp.up_proj.weight"

    /// Loads a model in which two weights of a tensor are NaN and infinite.
    private func load(
        _ type: DType, _ keeping: WeightKeeping = .rounded,
        onNonFinite: (WeightError) throws -> Void = { throw $0 }
    ) throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            let range = try WeightSource(path: folder).slice(named: Self.name).slice.byteRange
            let path = folder + "/model.safetensors"
            var data = try Data(contentsOf: URL(fileURLWithPath: path))
            for (place, value) in [(0, Float.nan), (3, -Float.infinity)] {
                let bytes = withUnsafeBytes(of: value) { Data($0) }
                let start = data.startIndex + range.lowerBound + 4 * place
                data.replaceSubrange(start..<start + 4, with: bytes)
            }
            try data.write(to: URL(fileURLWithPath: path))
            _ = try DecoderModel.load(
                WeightSource(path: folder), computeType: type, keeping: { _ in keeping }, onNonFinite: onNonFinite)
        }
    }

    @Test(arguments: [(DType.float32, WeightKeeping.rounded), (.bfloat16, .rounded), (.bfloat16, .exact)])
    func theTensorAndTheirNumberAreNamed(type: DType, keeping: WeightKeeping) throws {
        let error = try #require(throws: WeightError.self) { try load(type, keeping) }
        guard case .nonFinite(_, let tensors) = error else { Issue.record("\(error)"); return }
        #expect(tensors.map(\.name) == [Self.name])
        #expect(tensors.first?.count == 2)
        #expect(error.problem.contains("2 of the") && error.problem.contains(Self.name))
    }

    @Test func whoeverOnlyReadsMayGoOn() throws {
        var heard: [WeightError] = []
        try load(.float32) { heard.append($0) }
        #expect(heard.count == 1)
    }
}
