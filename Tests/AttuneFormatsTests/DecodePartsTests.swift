import AttuneFormats
import Synchronization
import Testing

/// Tensors that are handed out part by part; decoding them at once is the oracle.
struct DecodePartsTests {
    private struct Refusal: Error {}

    @Test func partsTogetherAreTheTensorInEveryType() throws {
        for tensor in try GGUFFile(path: FormatFiles.fixture("quantised.gguf")).tensors {
            #expect(try gathered(tensor) == tensor.floats())
        }
    }

    @Test(arguments: [nil, RowOrder(headCount: 2)]) func rowsComeInTheOtherOrder(order: RowOrder?) throws {
        let numbers = (0..<20_000).map { Float($0) }
        try FormatFiles.withTensor(numbers, "F32", shape: [4, 5000]) { tensor in
            let parts = try gathered(tensor, order)
            #expect(try parts == tensor.floats(order))
        }
    }

    @Test func numbersThatAreNoneAreCounted() throws {
        var numbers = [Float](repeating: 1, count: 40_000)
        for index in [0, 8191, 8192, 39_999] { numbers[index] = .nan }
        let count = try FormatFiles.withTensor(numbers, "F32", shape: [40_000]) { try $0.decodeParts { _, _ in } }
        #expect(count == 4)
    }

    @Test func anErrorOfWhoeverUsesThemIsThrown() throws {
        try FormatFiles.withTensor([Float](repeating: 1, count: 40_000), "F32", shape: [40_000]) { tensor in
            #expect(throws: Refusal.self) {
                try tensor.decodeParts { _, first in if first == 8192 { throw Refusal() } }
            }
        }
        try FormatFiles.withTensor([Int32](0..<3), "I32", shape: [3]) { tensor in
            #expect(throws: DecodeError.notFloating(name: "t", storage: .int32)) {
                try tensor.decodeParts { _, _ in }
            }
        }
    }

    private func gathered(_ tensor: TensorSlice, _ order: RowOrder? = nil) throws -> [Float] {
        let values = Mutex([Float](repeating: .nan, count: tensor.elementCount))
        _ = try tensor.decodeParts(rowOrder: order) { part, first in
            values.withLock { $0.replaceSubrange(first..<first + part.count, with: part) }
        }
        return values.withLock { $0 }
    }
}
