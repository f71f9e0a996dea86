import CSHA256
import Testing

@testable import AttuneFormats

/// Expected digests are those that FIPS 180-4 and its examples give.
struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `the standard's examples have the standard's digests in every form`(text: String, expected: String) {
        for form in [attune_sha256_portable, attune_sha256_best()] {
            var hash = SHA256(form: form)
            hash.update(Array(text.utf8))
            #expect(hash.hexadecimal == expected)
        }
    }

    @Test func `bytes in pieces of any length have the digest of the whole, in every form`() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
        for length in 0...bytes.count {
            var whole = SHA256(form: attune_sha256_portable)
            whole.update(Array(bytes.prefix(length)))
            var pieces = SHA256()
            var start = 0
            while start < length {
                let end = min(length, start + 1 + (start * 31 + length) % 90)
                pieces.update(Array(bytes[start..<end]))
                start = end
            }
            #expect(pieces.bytes == whole.bytes, "\(length) bytes")
        }
    }

    @Test func `a digest that was read goes on`() {
        var hash = SHA256()
        hash.update(Array("ab".utf8))
        _ = hash.bytes
        hash.update(Array("c".utf8))
        #expect(hash.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
