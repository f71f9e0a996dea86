internal import Foundation

extension String {
    /// Where the bytes of another text first stand.
    func range(ofBytes other: String) -> Range<Int>? {
        guard let place = other.withBytes({ firstPlace(of: $0) }) else { return nil }
        return place..<place + other.utf8.count
    }

    /// Whether both texts have the same bytes.
    func hasSameBytes(as other: String) -> Bool {
        withBytes { mine in
            other.withBytes { theirs in
                guard mine.count == theirs.count, let a = mine.baseAddress, let b = theirs.baseAddress else {
                    return mine.count == theirs.count
                }
                return a == b || memcmp(a, b, mine.count) == 0
            }
        }
    }

    /// The number of code points; quicker than walking over them.
    var scalarCount: Int { withBytes { bytes in bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } } }

    private func firstPlace(of wanted: UnsafeBufferPointer<UInt8>) -> Int? {
        withBytes { all in
            guard let start = all.baseAddress, let bytes = wanted.baseAddress, let first = wanted.first else {
                return nil
            }
            var place = 0
            while let found = all.place(of: first, from: place), found + wanted.count <= all.count {
                if memcmp(start + found, bytes, wanted.count) == 0 { return found }
                place = found + 1
            }
            return nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where a byte stands next, from a place on.
    func place(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start) else {
            return nil
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// The lines without their line breaks, one after another; empty ones are passed over.
    func forEachLine(_ body: (ByteLine) -> Void) {
        var start = 0
        while start < count {
            let end = place(of: UInt8(ascii: "\n"), from: start) ?? count
            if end > start { body(self[start..<end]) }
            start = end + 1
        }
    }
}

extension ByteLine {
    /// Whether the last bytes are these.
    func ends(with bytes: [UInt8]) -> Bool { count >= bytes.count && suffix(bytes.count).elementsEqual(bytes) }
}

/// Where temporary files may lie.
func temporaryFolder() -> String { FileManager.default.temporaryDirectory.path }
