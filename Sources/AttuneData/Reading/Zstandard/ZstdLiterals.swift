/// The literals of a block, and the code that later blocks may use again.
///
/// Source: RFC 8878, section 3.1.1.3.1.
struct ZstdLiterals {
    /// The bytes that sequences copy from.
    private(set) var bytes: [UInt8] = []
    private var table: HuffmanTable?

    /// What a block's literals begin with.
    private struct Header {
        var kind: Int
        var size: Int
        var packedSize: Int
        var streams: Int
        var bytes: Int
    }

    /// Unpacks the literals that a block begins with; returns how many bytes of the block they are.
    mutating func read(_ block: UnsafeRawBufferPointer) throws(ZstdProblem) -> Int {
        let header = try Self.header(block)
        guard header.size <= ZstdBlock.mostBytes else { throw .broken("a block has too many literals") }
        let end = header.bytes + header.packedSize
        guard end <= block.count else { throw .broken("the literals of a block break off") }
        let content = UnsafeRawBufferPointer(rebasing: block[header.bytes..<end])
        switch header.kind {
        case 0: bytes = Array(content)
        case 1: bytes = [UInt8](repeating: content[0], count: header.size)
        default: try unpack(content, header)
        }
        return end
    }

    private static func header(_ block: UnsafeRawBufferPointer) throws(ZstdProblem) -> Header {
        guard let first = block.first.map(Int.init) else { throw .broken("a block has no literals") }
        let (kind, form) = (first & 3, first >> 2 & 3)
        guard kind >= 2 else {
            let length = form & 1 == 0 ? 1 : form == 1 ? 2 : 3
            let size = try number(block, length) >> (length == 1 ? 3 : 4)
            return Header(kind: kind, size: size, packedSize: kind == 0 ? size : 1, streams: 1, bytes: length)
        }
        let width = form < 2 ? 10 : form == 2 ? 14 : 18
        let length = form < 2 ? 3 : form == 2 ? 4 : 5
        let fields = try number(block, length) >> 4
        let mask = 1 << width - 1
        return Header(
            kind: kind, size: fields & mask, packedSize: fields >> width & mask, streams: form == 0 ? 1 : 4,
            bytes: length)
    }

    /// A number of a few bytes, the least first.
    private static func number(_ block: UnsafeRawBufferPointer, _ count: Int) throws(ZstdProblem) -> Int {
        guard count <= block.count else { throw .broken("the literals of a block break off") }
        return block[0..<count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func unpack(_ content: UnsafeRawBufferPointer, _ header: Header) throws(ZstdProblem) {
        var rest = content
        if header.kind == 2 {
            let (table, size) = try HuffmanTable.read(content)
            self.table = table
            rest = UnsafeRawBufferPointer(rebasing: content[size...])
        }
        guard let table else { throw .broken("a block uses a table of literals that was never given") }
        bytes = [UInt8](repeating: 0, count: header.size)
        let sizes = try header.streams == 1 ? [rest.count] : Self.streamSizes(&rest)
        let part = header.streams == 1 ? header.size : (header.size + 3) / 4
        guard part * (header.streams - 1) <= header.size else { throw .broken("a block has too few literals") }
        try bytes.withUnsafeMutableBufferPointer { output throws(ZstdProblem) -> Void in
            var place = 0
            for (number, size) in sizes.enumerated() {
                let start = part * number
                let end = number == sizes.count - 1 ? output.count : start + part
                try table.decode(
                    UnsafeRawBufferPointer(rebasing: rest[place..<place + size]),
                    into: UnsafeMutableBufferPointer(rebasing: output[start..<end]))
                place += size
            }
        }
    }

    /// The sizes of four streams, of which three are written down in six bytes before them.
    private static func streamSizes(_ rest: inout UnsafeRawBufferPointer) throws(ZstdProblem) -> [Int] {
        guard rest.count >= 6 else { throw .broken("the literals of a block break off") }
        var sizes = (0..<3).map { Int(rest[2 * $0]) | Int(rest[2 * $0 + 1]) << 8 }
        rest = UnsafeRawBufferPointer(rebasing: rest[6...])
        let last = rest.count - sizes.reduce(0, +)
        guard last >= 0 else { throw .broken("the literals of a block break off") }
        sizes.append(last)
        return sizes
    }
}
