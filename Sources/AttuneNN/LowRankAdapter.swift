public import AttuneTensor

/// What a linear layer learns beside its frozen weight: y = x w^T + scale * dropout(x) a^T b^T.
///
/// The backward is written by hand and keeps nothing: the small products are made again, and dropout draws the same
/// numbers for the same place. Source: Hu et al. 2021 (LoRA), equation 3; names and start as in PEFT.
public struct LowRankAdapter {
    /// The matrix a [R, I]; starts with even numbers within 1 / sqrt(I).
    public let down: Parameter
    /// The matrix b [O, R]; starts at zero, so that a fresh adapter changes nothing.
    public let up: Parameter
    /// What the adapter's output is multiplied by.
    public let scale: Double
    private let dropout: Double
    private let stream: UInt32
    private let store: ParameterStore

    /// The numbers of an adapter.
    public struct Shape: Sendable, Equatable {
        /// The rows of a and columns of b.
        public let rank: Int
        /// What the output is multiplied by.
        public let scale: Double
        /// The share of the input that training leaves out.
        public let dropout: Double
        /// The number of the adapter in its model, from 1: its stream of numbers by chance.
        public let stream: UInt32

        /// Makes a shape.
        public init(rank: Int, scale: Double, dropout: Double, stream: UInt32) {
            self.rank = rank
            self.scale = scale
            self.dropout = dropout
            self.stream = stream
        }
    }

    /// Declares the matrices for the layer `module` with a weight [O, I]; they are not set yet.
    init(_ store: ParameterStore, module: String, weight: [Int], _ shape: Shape) throws {
        down = try store.make(module + ".lora_A.weight", [shape.rank, weight[1]], .adapter)
        up = try store.make(module + ".lora_B.weight", [weight[0], shape.rank], .adapter)
        self.store = store
        (scale, dropout, stream) = (shape.scale, shape.dropout, shape.stream)
    }

    /// Sets a by chance and b to zero, both kept exactly.
    public func initialise(seed: UInt64) throws {
        let fresh = try Tensor.zeros(down.shape, .float32)
        let amplitude = Float(1 / Double(down.shape[1]).squareRoot())
        let draw = Draw(seed: seed, step: 0, microBatch: 0, stream: LowRankAdapter.firstInitialStream + stream)
        try fresh.addNoise(Array(repeating: amplitude, count: down.shape[0]), draw)
        try set(down: fresh, up: .zeros(up.shape, .float32))
    }

    /// Sets both matrices to float32 numbers, kept exactly.
    public func set(down: Tensor, up: Tensor) throws {
        for (parameter, exact) in [(self.down, down), (self.up, up)] {
            parameter.keep(.exact)
            try parameter.assign(exact: exact.moved(to: store.device))
        }
    }

    /// What the adapter adds to the weight: scale * b a, float32 [O, I].
    public func product() throws -> Tensor {
        try up.exactValue().linear(down.exactValue().transposed().contiguous()) * scale
    }

    /// Streams below are dropout's.
    private static let firstInitialStream: UInt32 = 1 << 31

    private func dropped(_ t: Tensor) throws -> Tensor {
        guard dropout > 0, let draw = store.draw else { return t }
        return try t.dropout(dropout, draw.stream(stream))
    }

    /// Adds the adapter's share to the layer's output: y [N, O], x [N, I].
    func add(to y: Tensor, _ x: Tensor) throws {
        try y.add(dropped(x).linear(down.value).linear(up.value), scale: scale)
    }

    /// Adds the adapter's share to the gradient of the layer's input: dx [N, I], dy [N, O].
    func addInputGradient(to dx: Tensor, _ dy: Tensor) throws {
        let gradient = try dy.linearInputGradient(up.value).linearInputGradient(down.value)
        try dx.add(dropped(gradient), scale: scale)
    }

    /// Adds to the gradients of both matrices: dy [N, O], x [N, I].
    func accumulateGradients(_ dy: Tensor, _ x: Tensor) throws {
        let input = try dropped(x)
        if up.isTrainable {
            let inner = try input.linear(down.value) * scale
            try up.accumulate(type: store.gradientType) {
                try $0.setWeightGradient(dy, inner, accumulating: $1)
            }
        }
        if down.isTrainable {
            let inner = try dy.linearInputGradient(up.value) * scale
            try down.accumulate(type: store.gradientType) {
                try $0.setWeightGradient(inner, input, accumulating: $1)
            }
        }
    }
}
