import Foundation
import Glibc
import Testing

@testable import AttuneFormats

struct MappedFileTests {
    @Test func theBytesAreThoseOfTheFile() throws {
        try FormatFiles.with([1, 2, 3]) { path in
            let file = try MappedFile(path: path)
            #expect(file.count == 3 && Array(file.bytes) == [1, 2, 3])
        }
        try FormatFiles.with([]) { path in
            let file = try MappedFile(path: path)
            #expect(file.count == 0 && file.bytes.isEmpty)
        }
    }

    @Test func aTensorThatWasReadIsNotInMemoryAnyMoreAndReadsTheSameAgain() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try FormatFiles.with(bytes) { path in
            let file = try MappedFile(path: path)
            let range = 5_000..<290_000
            #expect(Array(file.bytes[range]) == Array(bytes[range]))
            #expect(try residentPages(of: file) > 60)
            file.forget(range)
            #expect(try residentPages(of: file) < 10)
            #expect(Array(file.bytes) == bytes)
        }
    }

    /// The pages of the file's mapping that this process has in memory, by what the system says of the mapping.
    private func residentPages(of file: MappedFile) throws -> Int {
        let handle = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let text = String(decoding: try #require(try handle.readToEnd()), as: UTF8.self)
        let name = file.path.split(separator: "/").suffix(2).joined(separator: "/")
        let lines = text.split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasSuffix(name) })
        let size = try #require(lines[start...].first { $0.hasPrefix("Rss:") })
        return (Int(size.filter(\.isNumber)) ?? 0) / 4
    }

    @Test func whatIsNoRegularFileIsRefusedAtOnce() throws {
        try FormatFiles.withFolder { folder in
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            for path in [folder, folder + "/pipe", folder + "/nothing", "/dev/zero", ""] {
                #expect(throws: FileError.self) { try MappedFile(path: path) }
            }
        }
    }
}
