internal import AttuneData
public import AttuneModels
internal import AttuneNN
internal import AttuneTensor
internal import Foundation

/// Fresh weights before training: normal matrices, norms of 1, biases of 0.
///
/// Source: Zhang et al. 2021, "Revisiting few-sample BERT fine-tuning", section 4.
public struct WeightRenewal: Sendable, Equatable {
    /// Which weights begin anew.
    public enum Scope: Sendable, Equatable {
        /// Those of so many blocks, from the top.
        case topBlocks(Int)
        /// All of them.
        case model
    }

    /// Which weights begin anew.
    public let scope: Scope
    /// The standard deviation of the matrices' weights.
    public let spread: Double
    /// The seed.
    public let seed: Int

    /// A renewal of a part of a model, or of all of it.
    public init(_ scope: Scope, spread: Double, seed: Int) {
        self.scope = scope
        self.spread = spread
        self.seed = seed
    }

    /// Sets the weights; other parameters keep theirs.
    public func apply(to model: DecoderModel) throws {
        let random = Philox(seed: UInt64(bitPattern: Int64(seed)))
        for (index, parameter) in parameters(of: model).enumerated() {
            let values: [Float] =
                switch parameter.role {
                case .norm: Array(repeating: 1, count: parameter.elementCount)
                case .bias: Array(repeating: 0, count: parameter.elementCount)
                case .matrix, .head, .embedding, .adapter:
                    (0..<parameter.elementCount).map { Float(spread * random.normal(stream: UInt64(index), $0)) }
                }
            try parameter.assign(exact: Tensor(values, parameter.shape, on: parameter.value.device))
        }
    }

    private func parameters(of model: DecoderModel) -> [Parameter] {
        switch scope {
        case .topBlocks(let count): model.blocks.suffix(count).flatMap(\.parameters)
        case .model: model.store.parameters
        }
    }
}

extension Philox {
    /// A normal number for an index of a stream (Box and Muller 1958).
    fileprivate func normal(stream: UInt64, _ index: Int) -> Double {
        let bits = bits(stream: stream, index: UInt64(index))
        let radius = (Double(bits >> 32) + 1) / 4_294_967_297
        let angle = Double(bits & 0xFFFF_FFFF) / 4_294_967_296
        return (-2 * log(radius)).squareRoot() * cos(2 * Double.pi * angle)
    }
}
