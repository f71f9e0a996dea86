/// Byte strings by token id, in one buffer; an id may have none.
public struct TokenTable: Sendable, Equatable {
    private var storage: [UInt8] = []
    private var ends: [Int] = []

    /// An empty table.
    public init() {}

    /// A table of the given byte strings; an empty one stands for an id without a token.
    public init(_ tokens: some Sequence<[UInt8]>) {
        for token in tokens { append(token) }
    }

    /// One more than the highest id.
    public var count: Int { ends.count }

    /// Adds the token of the next id.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        storage.append(contentsOf: bytes)
        ends.append(storage.count)
    }

    /// The bytes of a token, empty for an id that has none.
    public subscript(id: Int) -> ArraySlice<UInt8> {
        guard id >= 0, id < ends.count else { return [] }
        return storage[(id == 0 ? 0 : ends[id - 1])..<ends[id]]
    }

    /// The bytes of a token as text, for messages and files.
    public func text(_ id: Int) -> String { String(decoding: self[id], as: UTF8.self) }
}
