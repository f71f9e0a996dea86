internal import AttuneFormats
internal import AttuneModels
internal import AttuneTensor

/// How fast a device computes training steps.
public struct ComputeRate: Sendable, Equatable {
    /// What computes.
    public let device: String
    /// Floating-point operations a second that a training step reaches, everything beside the products included.
    public let operationsPerSecond: Double
    /// Where the figure comes from.
    public let source: String

    /// Of the time of a step, what the matrix products alone would take: measured on CPUs with the kernels of this version.
    ///
    /// Where bfloat16 products are fast, everything beside them weighs more.
    private static func productShare(_ type: DType) -> Double {
        type == .bfloat16 && Engine.hasNativeBFloat16 ? 0.76 : 0.80
    }
    /// Of a GPU's peak in dense bfloat16, what fine-tuning of models of a billion parameters and more reaches.
    private static let graphicsShare = 0.4

    /// GPUs by name, with the makers' dense bfloat16 peaks in TFLOP/s.
    public static let graphics: [ComputeRate] = [
        ("RTX 4090", 165.2), ("A100 80GB", 312), ("H100 SXM", 989), ("H200", 989),
    ].map { name, peak in
        ComputeRate(
            device: name, operationsPerSecond: peak * 1e12 * graphicsShare,
            source: "\(Int(graphicsShare * 100)) % of its peak of \(Int(peak.rounded())) TFLOP/s; not measured here")
    }

    /// Times products of a step's shape on this machine, for about half a second, run as training runs them.
    static func measured(_ model: ModelBundle, type: DType, rows: Int) throws -> ComputeRate {
        try withoutGradients { try measuredUnrecorded(model, type: type, rows: rows) }
    }

    private static func measuredUnrecorded(_ model: ModelBundle, type: DType, rows: Int) throws -> ComputeRate {
        let (width, hidden) = (model.source.configuration.width, model.source.configuration.feedForwardWidth)
        let x = try Tensor.full([rows, width], 0.5, type), w = try Tensor.full([2 * hidden, width], 0.25, type)
        for _ in 0..<2 { _ = try x.linear(w, bias: nil) }
        let clock = ContinuousClock()
        var (times, best) = (0, Duration.seconds(3600))
        let end = clock.now + .milliseconds(400)
        while clock.now < end || times < 3 {
            best = min(best, try clock.measure { _ = try x.linear(w, bias: nil) })
            times += 1
        }
        let rate = 2 * Double(rows) * Double(width) * Double(2 * hidden) / best.seconds
        let share = productShare(type)
        return ComputeRate(
            device: "this machine", operationsPerSecond: rate * share,
            source:
                "products measured at \(Int(rate / 1e9)) GFLOP/s, of which a step reaches \(Int((share * 100).rounded())) %"
        )
    }
}
