public import AttuneTensor

/// What the rows of a pass may look at, and where they stand.
///
/// One block function serves them all.
public struct AttentionContext {
    /// The angles of every row.
    public let angles: RotaryAngles
    /// What the rows may look at.
    public let scope: Scope

    /// The kinds of passes.
    public enum Scope {
        /// Training and measuring: causal inside each document of a flat batch, and over the rows that it continues.
        case documents(DocumentLayout)
        /// Generation: B sequences of n new rows each, over what the cache holds.
        case cache(KeyValueCache)
    }

    /// Makes a context.
    public init(angles: RotaryAngles, scope: Scope) {
        self.angles = angles
        self.scope = scope
    }
}

/// Keys and values of the rows that B sequences have seen, for every layer.
public final class KeyValueCache {
    /// The rows that every layer holds.
    public private(set) var length = 0
    /// The most rows that fit.
    public let capacity: Int
    /// The number of sequences B.
    public let batch: Int
    private var keys: [Tensor] = []
    private var values: [Tensor] = []

    /// Room for `capacity` rows of `batch` sequences.
    public init(
        layerCount: Int, batch: Int, capacity: Int, shape: AttentionShape, type: DType, on device: Device = .cpu
    ) throws {
        self.capacity = capacity
        self.batch = batch
        for _ in 0..<layerCount {
            keys.append(try .empty([batch, capacity, shape.keyWidth], type, on: device))
            values.append(try .empty([batch, capacity, shape.keyWidth], type, on: device))
        }
    }

    /// Stores new rows [B, n, K * S] behind those that are there and returns the layer's whole memory.
    func store(layer: Int, keys newKeys: Tensor, values newValues: Tensor) throws -> (keys: Tensor, values: Tensor) {
        let count = newKeys.shape[1]
        guard length + count <= capacity else {
            throw EngineError.shapeMismatch(operation: "the cache", expected: [capacity], found: [length + count])
        }
        try keys[layer].narrowed(1, from: length, count: count).assign(newKeys)
        try values[layer].narrowed(1, from: length, count: count).assign(newValues)
        return (keys[layer], values[layer])
    }

    /// Declares that every layer has stored `count` new rows.
    public func advance(by count: Int) { length += count }

    /// Forgets all rows after the first `count`.
    public func truncate(to count: Int) { length = min(length, count) }
}
