internal import AttuneErrors
internal import Foundation

/// The divisors of the rotary frequencies that GGUF files of Llama 3.1 and later carry as a tensor.
///
/// The file does not say what they were made of, so the constants of the llama3 scaling are found again: the factor is
/// the last divisor, and the original context is the power of two that gives all the others.
/// Source: `LlamaModel.generate_extra_tensors` of llama.cpp's converter.
struct RopeFactors {
    private let divisors: [Double]
    private let theta: Double

    /// Reads the tensor.
    init(_ slice: TensorSlice, _ configuration: ModelConfiguration) throws {
        guard slice.elementCount == configuration.headSize / 2 else {
            throw ConfigurationError.contradiction(
                reason: "rope_freqs.weight has \(slice.elementCount) elements for heads of \(configuration.headSize)")
        }
        var values = [Float](repeating: 0, count: slice.elementCount)
        _ = try values.withUnsafeMutableBytes { try slice.decode(to: .float32, into: $0) }
        divisors = values.map { Double("\($0)") ?? Double($0) }
        theta = configuration.rope.theta
    }

    /// The scaling that gives these divisors.
    ///
    /// - Throws: `ConfigurationError.unsupportedFeature` when none does.
    func scaling() throws(ConfigurationError) -> RopeScaling {
        if divisors.allSatisfy({ $0 == 1 }) { return .none }
        if let factor = divisors.last, factor.isFinite, factor > 0 {
            // Llama 3 itself first; a smaller context is also right where no frequency tells them apart.
            for exponent in [13] + Array(4...20) where matches(factor, Double(1 << exponent)) {
                return .llama3(
                    factor: factor, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 1 << exponent)
            }
        }
        throw .unsupportedFeature(
            key: "rope_freqs.weight", value: "not of the llama3 kind", supported: "factors that llama3 scaling gives")
    }

    private func matches(_ factor: Double, _ context: Double) -> Bool {
        divisors.indices.allSatisfy { index in
            let frequency = pow(theta, -Double(index) / Double(divisors.count))
            let expected = Self.divisor(wavelength: 2 * .pi / frequency, factor, context)
            return abs(divisors[index] - expected) <= 1e-4 * expected
        }
    }

    private static func divisor(wavelength: Double, _ factor: Double, _ context: Double) -> Double {
        if wavelength < context / 4 { return 1 }
        if wavelength > context { return factor }
        let smooth = (context / wavelength - 1) / 3
        return 1 / ((1 - smooth) / factor + smooth)
    }
}
