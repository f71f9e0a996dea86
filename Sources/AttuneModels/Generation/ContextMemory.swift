internal import AttuneNN

/// What a model has read of one text, so that the next prompt only costs what is new in it.
///
/// Belongs to one model and one thread.
public final class ContextMemory {
    /// The tokens whose keys and values are kept.
    public private(set) var ids: [Int32] = []
    private let model: DecoderModel
    private var cache: KeyValueCache?

    /// Room grows by this many tokens at least.
    private static let roomStep = 256

    /// A memory that has read nothing.
    public init(_ model: DecoderModel) { self.model = model }

    /// Reads a text of at least one token and returns the logits [V] after its last.
    ///
    /// The longest beginning that the memory has already is not read again. `room` is how many further tokens will
    /// follow without another beginning.
    public func read(_ text: [Int32], room: Int = 0) throws -> [Float] {
        let cache = try makeRoom(for: text.count + room)
        let shared = min(zip(ids, text).prefix { $0 == $1 }.count, text.count - 1)
        cache.truncate(to: shared)
        ids.removeLast(ids.count - shared)
        return try append(Array(text[shared...]), cache)
    }

    /// Reads tokens behind those that it has, and returns the logits [V] after the last.
    public func append(_ tokens: [Int32]) throws -> [Float] {
        guard let cache, ids.count + tokens.count <= cache.capacity else {
            return try read(ids + tokens, room: Self.roomStep)
        }
        return try append(tokens, cache)
    }

    private func append(_ tokens: [Int32], _ cache: KeyValueCache) throws -> [Float] {
        let logits = try model.lastLogits(tokens, cache)
        ids += tokens
        return logits
    }

    /// The cache, or a larger and empty one where this many tokens do not fit.
    private func makeRoom(for count: Int) throws -> KeyValueCache {
        if let cache, cache.capacity >= count { return cache }
        let larger = cache.map { max(count, 2 * $0.capacity) } ?? count
        let new = try model.makeCache(batch: 1, capacity: larger)
        (cache, ids) = (new, [])
        return new
    }
}
