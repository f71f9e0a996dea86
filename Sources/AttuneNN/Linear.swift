public import AttuneTensor

/// One or several linear layers that read the same input, run as one product: y = x w^T + b.
///
/// Each part keeps its own name and parameters, which are views of the rows of the fused tensors, so that a checkpoint
/// sees `q_proj`, `k_proj` and `v_proj` where the processor sees one matrix.
public final class Linear {
    /// The parts in the order of their columns in the output.
    public private(set) var parts: [Part]
    /// The fused weight [O, I].
    let weight: Tensor
    /// The fused bias [O], when the layers have one.
    let bias: Tensor?
    private let store: ParameterStore
    private let fusedGradient = SharedGradient()

    /// One of the layers.
    public struct Part {
        /// The weight [o, I].
        public let weight: Parameter
        /// The bias [o].
        public let bias: Parameter?
        /// The columns of the output that this layer makes.
        public let columns: Range<Int>
        /// What it learns beside its weight.
        public fileprivate(set) var adapter: LowRankAdapter?

        /// The layer's name: that of its weight without the last word.
        public var module: String { String(weight.name.dropLast(".weight".count)) }
    }

    /// Declares the layers `names` of `widths` outputs each, over an input of `width`.
    public init(_ scope: ParameterScope, width: Int, parts: [(name: String, width: Int)], hasBias: Bool) throws {
        let total = parts.reduce(0) { $0 + $1.width }
        let store = scope.store
        let weight = try Tensor.empty([total, width], store.computeType, on: store.device)
        let bias = hasBias ? try Tensor.empty([total], store.computeType, on: store.device) : nil
        var declared: [Part] = []
        var start = 0
        for (name, outputs) in parts {
            let path = scope.scope(name).prefix
            let rows = try weight.narrowed(from: start, count: outputs)
            let matrix = store.register(Parameter(name: path + ".weight", role: .matrix, value: rows))
            let offset = try bias.map {
                store.register(
                    Parameter(name: path + ".bias", role: .bias, value: try $0.narrowed(from: start, count: outputs)))
            }
            declared.append(Part(weight: matrix, bias: offset, columns: start..<start + outputs))
            start += outputs
        }
        self.store = store
        self.weight = weight
        self.bias = bias
        self.parts = declared
    }

    /// Declares a single layer.
    public convenience init(_ scope: ParameterScope, _ name: String, in width: Int, out: Int, hasBias: Bool) throws {
        try self.init(scope, width: width, parts: [(name, out)], hasBias: hasBias)
    }

    /// [N, I] -> [N, O].
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        let y = try x.linear(weight, bias: bias)
        try forEachAdapter { try $0.add(to: columns(of: y, $1), x) }
        return y
    }

    /// The gradient of the input: [N, O] -> [N, I].
    public func inputGradient(_ dy: Tensor) throws -> Tensor {
        let dx = try dy.linearInputGradient(weight)
        try forEachAdapter { try $0.addInputGradient(to: dx, columns(of: dy, $1).contiguous()) }
        return dx
    }

    /// Adds to the gradients of the trainable parts: dy [N, O], x [N, I].
    public func accumulateGradients(_ dy: Tensor, _ x: Tensor) throws {
        let trainable = parts.filter(\.weight.isTrainable)
        if trainable.count == parts.count, parts.count > 1 {
            try accumulateFused(dy, x)
        } else {
            for part in trainable {
                let columns = try columns(of: dy, part)
                try part.weight.accumulate(type: store.gradientType) { gradient, accumulating in
                    try gradient.setWeightGradient(columns, x, accumulating: accumulating)
                }
            }
        }
        for part in parts {
            guard let bias = part.bias, bias.isTrainable else { continue }
            let columns = try columns(of: dy, part)
            try bias.accumulate(type: store.gradientType) { try $0.setBiasGradient(columns, accumulating: $1) }
        }
        try forEachAdapter { try $0.accumulateGradients(columns(of: dy, $1).contiguous(), x) }
    }

    private func columns(of dy: Tensor, _ part: Part) throws -> Tensor {
        parts.count == 1 ? dy : try dy.narrowed(1, from: part.columns.lowerBound, count: part.columns.count)
    }

    /// One product for all parts, into one tensor of which their gradients are views.
    private func accumulateFused(_ dy: Tensor, _ x: Tensor) throws {
        let holdsPart = parts[0].weight.hasGradient
        let target: Tensor
        if let memory = fusedGradient.memory, memory.dtype == store.gradientType {
            target = memory
        } else {
            target = try .empty(weight.shape, store.gradientType, on: store.device)
            fusedGradient.memory = target
        }
        try target.setWeightGradient(dy, x, accumulating: holdsPart)
        guard !holdsPart else { return }
        for part in parts {
            part.weight.adoptGradient(
                try target.narrowed(from: part.columns.lowerBound, count: part.columns.count), of: fusedGradient)
        }
    }
}

extension Linear {
    /// Gives a part an adapter, whose parameters join the store; they are not set yet.
    public func attach(_ shape: LowRankAdapter.Shape, toPart index: Int) throws -> LowRankAdapter {
        let part = parts[index]
        let adapter = try LowRankAdapter(store, module: part.module, weight: part.weight.shape, shape)
        parts[index].adapter = adapter
        return adapter
    }

    /// Adds what the adapters have learned to the weights, and takes the adapters off; returns how many there were.
    ///
    /// The sum is rounded once, to how exactly the weight is kept. The adapters' parameters stay in the store.
    public func mergeAdapters() throws -> Int {
        var count = 0
        for index in parts.indices {
            guard let adapter = parts[index].adapter else { continue }
            let weight = parts[index].weight
            try weight.assign(exact: weight.exactValue().converted(to: .float32) + adapter.product())
            parts[index].adapter = nil
            count += 1
        }
        return count
    }

    /// The parameters of the adapters.
    var adapterParameters: [Parameter] { parts.compactMap(\.adapter).flatMap { [$0.down, $0.up] } }

    private func forEachAdapter(_ body: (LowRankAdapter, Part) throws -> Void) rethrows {
        for part in parts {
            if let adapter = part.adapter { try body(adapter, part) }
        }
    }
}
