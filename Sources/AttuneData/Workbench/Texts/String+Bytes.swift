internal import Foundation

extension String {
    /// Where the bytes of another text first stand.
    func range(ofBytes other: String) -> Range<Int>? {
        guard let place = other.withBytes({ firstPlace(of: $0) }) else { return nil }
        return place..<place + other.utf8.count
    }

    /// Whether bytes stand anywhere in the text.
    func hasBytes(_ wanted: [UInt8]) -> Bool { wanted.withUnsafeBufferPointer { firstPlace(of: $0) } != nil }

    /// The number of code points; quicker than walking over them.
    var scalarCount: Int { withBytes { bytes in bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } } }

    private func firstPlace(of wanted: UnsafeBufferPointer<UInt8>) -> Int? {
        withBytes { all in
            guard let start = all.baseAddress, let bytes = wanted.baseAddress, let first = wanted.first else {
                return nil
            }
            var place = 0
            while place + wanted.count <= all.count,
                let found = memchr(start + place, Int32(first), all.count - wanted.count + 1 - place)
            {
                place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
                if memcmp(start + place, bytes, wanted.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }
}

/// Where temporary files may lie.
func temporaryFolder() -> String { FileManager.default.temporaryDirectory.path }
