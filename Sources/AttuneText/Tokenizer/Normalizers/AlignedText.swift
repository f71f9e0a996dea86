/// Text made from other text, which remembers for every byte where its source ends.
struct AlignedText: Equatable {
    var bytes: [UInt8] = []
    /// For every byte the offset in the source up to which it stands for text.
    var sourceEnds: [Int32] = []

    init() {}

    /// A copy of a range of bytes.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = Array(bytes[range])
        sourceEnds = range.map { Int32(truncatingIfNeeded: $0 + 1) }
    }

    /// Appends bytes that all stand for the same piece of the source.
    @inline(__always)
    mutating func append(_ added: some Collection<UInt8>, sourceEnd: Int32) {
        bytes.append(contentsOf: added)
        sourceEnds.append(contentsOf: repeatElement(sourceEnd, count: added.count))
    }

    /// Appends bytes of another text with their sources.
    @inline(__always)
    mutating func append(_ range: Range<Int>, of other: AlignedText) {
        bytes.append(contentsOf: other.bytes[range])
        sourceEnds.append(contentsOf: other.sourceEnds[range])
    }
}

extension Unicode.Scalar {
    /// The scalar of a value, or the replacement character.
    init(repairing value: UInt32) { self = Unicode.Scalar(value) ?? "\u{FFFD}" }
}
