/// A tensor inside a mapped file: where its bytes are and how to read them.
public struct TensorSlice: Sendable {
    /// The name in the file.
    public let name: String
    /// The sizes, slowest dimension first, as Hugging Face writes them.
    public let shape: [Int]
    /// How elements are stored.
    public let storage: StorageType
    /// The file.
    public let file: MappedFile
    /// The tensor's bytes within the file.
    public let byteRange: Range<Int>

    /// Describes a tensor; the caller has checked that the range fits the file and the shape.
    init(name: String, shape: [Int], storage: StorageType, file: MappedFile, byteRange: Range<Int>) {
        self.name = name
        self.shape = shape
        self.storage = storage
        self.file = file
        self.byteRange = byteRange
    }

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }

    /// Gives the stored bytes to `body`.
    ///
    /// Afterwards the file's pages leave the memory: a tensor is read once, as a rule.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        defer { file.forget(byteRange) }
        return try body(UnsafeRawBufferPointer(rebasing: file.bytes[byteRange]))
    }
}

/// What is wrong with a tensor's name; nil when nothing is.
///
/// A name may not look like a path that leaves a folder, nor carry control characters into a terminal.
func tensorNameFault(_ name: String, mostBytes: Int) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.count > mostBytes { return "it has \(name.utf8.count) bytes; at most \(mostBytes) are possible" }
    let controls = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    if controls { return "it has control characters" }
    let isPath = name.utf8.first == UInt8(ascii: "/") || name.split(separator: "/").contains("..")
    return isPath ? "it looks like a path" : nil
}

/// The number of elements of a shape; nil when a size is negative or the product overflows.
func checkedElementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
        guard size >= 0 else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow else { return nil }
        count = product
    }
    return count
}
