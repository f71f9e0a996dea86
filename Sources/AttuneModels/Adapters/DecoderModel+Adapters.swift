public import AttuneNN

extension DecoderModel {
    /// The blocks' linear layers one by one, each with the fused product that it is a part of.
    var linearParts: [(linear: Linear, index: Int, part: Linear.Part)] {
        blocks.flatMap(\.linears).flatMap { linear in
            linear.parts.enumerated().map { (linear, $0, $1) }
        }
    }

    /// Gives layers adapters and lets `fill` set each one's matrices.
    ///
    /// The adapters' order, and with it their numbers by chance, is that of the model's layers.
    public func attachAdapters(
        _ settings: AdapterSettings, to modules: [String],
        fill: (_ module: String, _ adapter: LowRankAdapter) throws -> Void
    ) throws {
        let chosen = Set(modules)
        adapters = settings
        var stream: UInt32 = 0
        for (linear, index, part) in linearParts {
            stream += 1
            guard chosen.contains(part.module) else { continue }
            let shape = LowRankAdapter.Shape(
                rank: settings.rank, scale: settings.scale, dropout: settings.dropout, stream: stream)
            try fill(part.module, linear.attach(shape, toPart: index))
        }
    }

    /// Adds what the adapters have learned to the weights, and takes them off; returns how many there were.
    public func mergeAdapters() throws -> Int {
        let count = try blocks.flatMap(\.linears).reduce(0) { try $0 + $1.mergeAdapters() }
        store.removeAdapters()
        adapters = nil
        return count
    }

    /// The parameters that a result or a checkpoint has to hold: all, or the adapters' alone.
    public var savedParameters: [Parameter] {
        adapters == nil ? store.parameters : store.parameters.filter { $0.role == .adapter }
    }
}
