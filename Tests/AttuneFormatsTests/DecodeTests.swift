import AttuneFormats
import Foundation
import Testing

struct DecodeTests {
    @Test func everyQuantisedTypeIsBitEqualToTheReference() throws {
        let stored = try GGUFFile(path: FormatFiles.fixture("quantised.gguf")).tensors
        let expected = try SafetensorsFile(path: FormatFiles.fixture("quantised.safetensors")).tensors
        #expect(stored.count == 12)
        for tensor in stored {
            let reference = try #require(expected.first { $0.name == tensor.name })
            #expect(tensor.shape == reference.shape)
            let found = try tensor.floats()
            let wanted = try reference.floats()
            let worst = zip(found, wanted).enumerated().first { $1.0.bitPattern != $1.1.bitPattern }
            #expect(worst == nil, "\(tensor.name) at \(worst?.offset ?? 0)")
        }
    }

    @Test func roundingToBFloat16IsThatOfTheReference() throws {
        let file = try SafetensorsFile(path: FormatFiles.fixture("halves.safetensors"))
        let wide = try #require(file.tensors.first { $0.name == "float32" })
        let narrow = try #require(file.tensors.first { $0.name == "bfloat16" })
        #expect(try wide.bfloat16Bits() == narrow.bfloat16Bits())
        #expect(wide.elementCount > 1900)
    }

    @Test func everyHalfBecomesItsNumber() throws {
        let bits = [UInt16](0...UInt16.max)
        let values = try decode(bits, "F16", shape: [256, 256])
        for (index, value) in values.enumerated() {
            let expected = Float(Float16(bitPattern: bits[index]))
            #expect(expected.isNaN ? value.isNaN : value.bitPattern == expected.bitPattern)
        }
    }

    @Test func bfloat16IsCopiedWithItsNaNs() throws {
        let bits: [UInt16] = [0x7FC1, 0xFFA0, 0x7F80, 0x8000, 0x3F80]
        let found = try FormatFiles.withTensor(bits, "BF16", shape: [5]) { try $0.bfloat16Bits() }
        #expect(found == bits)
    }

    @Test func numbersThatAreNoneAreCounted() throws {
        let odd: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, 0]
        // The greatest number of float32 is beyond bfloat16 and becomes infinite there.
        #expect(try nonFinite(odd, "F32", to: .float32) == 3)
        #expect(try nonFinite(odd, "F32", to: .bfloat16) == 4)
        #expect(try nonFinite([UInt16](0...UInt16.max), "F16", to: .float32) == 2048)
        #expect(try nonFinite([UInt16](0...UInt16.max), "BF16", to: .bfloat16) == 256)
        #expect(try nonFinite([1e300, 1, -0.0], "F64", to: .float32) == 1)
    }

    @Test func theyAreCountedInEveryPiece() throws {
        var numbers = [Float](repeating: 1, count: 40_000)
        for index in [0, 8191, 8192, 39_999] { numbers[index] = .nan }
        #expect(try nonFinite(numbers, "F32", to: .float32) == 4)
    }

    private func nonFinite<Element>(_ elements: [Element], _ type: String, to target: DecodeTarget) throws -> Int {
        try FormatFiles.withTensor(elements, type, shape: [elements.count]) { tensor in
            var bytes = [UInt8](repeating: 0, count: elements.count * target.byteCount)
            return try bytes.withUnsafeMutableBytes { try tensor.decode(to: target, into: $0) }
        }
    }

    @Test func doublesAreRounded() throws {
        #expect(try decode([1.0 + 0x1p-24, 1e300, -0.1], "F64", shape: [3]) == [1, .infinity, -0.1])
    }

    @Test(arguments: [[20_001], [3, 20_001], [20_001, 3], [8192], [8193]])
    func largeTensorsAreDecodedInPieces(shape: [Int]) throws {
        let numbers = (0..<shape.reduce(1, *)).map { Float($0 % 200) }
        try FormatFiles.withTensor(numbers, "F32", shape: shape) { tensor in
            let (wide, narrow) = (try tensor.floats(), try tensor.bfloat16Bits())
            #expect(wide == numbers)
            #expect(narrow == numbers.map { UInt16($0.bitPattern >> 16) })
        }
    }

    @Test func interleavedRowsComeBackInTurns() throws {
        // Two heads of four rows: a file keeps 0 2 1 3 of each.
        let rows: [Float] = [0, 2, 1, 3, 10, 12, 11, 13]
        let order = RowOrder(headCount: 2)
        let matrix = try FormatFiles.withTensor(rows.flatMap { [$0, -$0] }, "F32", shape: [8, 2]) {
            try $0.floats(order)
        }
        #expect(matrix == [0, 1, 2, 3, 10, 11, 12, 13].flatMap { [$0, -$0] })
        let vector = try FormatFiles.withTensor(rows, "F32", shape: [8]) { try $0.floats(order) }
        #expect(vector == [0, 1, 2, 3, 10, 11, 12, 13])
    }

    @Test func whatCannotBeDecodedIsAnError() throws {
        try FormatFiles.withTensor([Float](repeating: 1, count: 6), "F32", shape: [6]) { tensor in
            var memory = [UInt8](repeating: 0, count: 23)
            #expect(throws: DecodeError.wrongSize(name: "t", expectedBytes: 24, foundBytes: 23)) {
                _ = try memory.withUnsafeMutableBytes { try tensor.decode(to: .float32, into: $0) }
            }
            for heads in [0, -1, 2, 6] {
                #expect(throws: DecodeError.badRows(name: "t", rows: 6, heads: heads)) {
                    try tensor.floats(RowOrder(headCount: heads))
                }
            }
        }
        try FormatFiles.withTensor([Int32](0..<3), "I32", shape: [3]) { tensor in
            #expect(throws: DecodeError.notFloating(name: "t", storage: .int32)) { try tensor.floats() }
        }
    }

    private func decode<Element>(_ elements: [Element], _ type: String, shape: [Int]) throws -> [Float] {
        try FormatFiles.withTensor(elements, type, shape: shape) { try $0.floats() }
    }
}
