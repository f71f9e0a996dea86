import AttuneFormats
import Foundation
import Glibc
import Testing

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

    @Test func whatIsNoRegularFileIsRefusedAtOnce() throws {
        try FormatFiles.withFolder { folder in
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            for path in [folder, folder + "/pipe", folder + "/nothing", "/dev/zero", ""] {
                #expect(throws: FileError.self) { try MappedFile(path: path) }
            }
        }
    }
}
