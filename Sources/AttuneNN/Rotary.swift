internal import Foundation
public import AttuneTensor

/// How rotary frequencies are stretched for contexts longer than the ones a model was trained on.
public enum RotaryScaling: Sendable, Equatable {
    /// As trained.
    case none
    /// Every frequency divided by the factor.
    case linear(factor: Double)
    /// Llama 3.1: low frequencies divided, high ones kept, a smooth passage between.
    case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalContext: Int)
}

/// The angles of rotary position embedding.
///
/// Frequencies are rounded to float32 and multiplied by the position in float32, as transformers does
/// (`modeling_rope_utils.py`), so that long positions agree.
public struct Rotary: Sendable {
    /// The frequency of each pair of columns, [S / 2].
    public let frequencies: [Float]

    /// The frequencies theta^(-2i / S), scaled.
    public init(headSize: Int, theta: Double, scaling: RotaryScaling) {
        frequencies = (0..<headSize / 2).map { pair in
            // Exponent, power and quotient are rounded to float32 one by one, as transformers rounds them.
            let exponent = Float(2 * pair) / Float(headSize)
            let plain = 1 / Float(pow(Double(Float(theta)), Double(exponent)))
            return Float(Self.scaled(Double(plain), scaling))
        }
    }

    private static func scaled(_ frequency: Double, _ scaling: RotaryScaling) -> Double {
        switch scaling {
        case .none: return frequency
        case .linear(let factor): return frequency / factor
        case .llama3(let factor, let low, let high, let context):
            let wavelength = 2 * Double.pi / frequency
            if wavelength < Double(context) / high { return frequency }
            if wavelength > Double(context) / low { return frequency / factor }
            let smooth = (Double(context) / wavelength - low) / (high - low)
            return (1 - smooth) * frequency / factor + smooth * frequency
        }
    }

    /// The angles of a batch's positions.
    public func angles(positions: [Int32], on device: Device = .cpu) throws -> RotaryAngles {
        var cosine: [Float] = []
        var sine: [Float] = []
        cosine.reserveCapacity(positions.count * frequencies.count)
        sine.reserveCapacity(positions.count * frequencies.count)
        for position in positions {
            for frequency in frequencies {
                let angle = Float(position) * frequency
                cosine.append(cos(angle))
                sine.append(sin(angle))
            }
        }
        let shape = [positions.count, frequencies.count]
        return RotaryAngles(
            cosine: try Tensor(cosine, shape, on: device), sine: try Tensor(sine, shape, on: device))
    }
}

/// Cosine and sine of each row's angles, float32 [N, S / 2].
public struct RotaryAngles {
    /// The cosines.
    public let cosine: Tensor
    /// The sines.
    public let sine: Tensor
}
