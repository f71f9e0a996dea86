/// The sum that Zstandard frames end with.
///
/// Source: Collet, "xxHash fast digest algorithm", version 0.2.0, XXH64 with seed 0.
struct XXHash64 {
    private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5
    )
    private static let stripeBytes = 32

    private var a = primes.0 &+ primes.1
    private var b = primes.1
    private var c: UInt64 = 0
    private var d = 0 &- primes.0
    private var pending: [UInt8] = []
    private var total: UInt64 = 0

    /// Takes more bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        total &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = min(Self.stripeBytes - pending.count, rest.count)
            pending += rest.prefix(missing)
            rest = rest.dropFirst(missing)
            guard pending.count == Self.stripeBytes else { return }
            let stripe = pending
            stripe.withUnsafeBytes { takeStripes($0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count / Self.stripeBytes * Self.stripeBytes
        takeStripes(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending += rest.dropFirst(whole)
    }

    private mutating func takeStripes(_ bytes: UnsafeRawBufferPointer) {
        for place in stride(from: 0, to: bytes.count, by: Self.stripeBytes) {
            a = Self.round(a, Self.word(bytes, place))
            b = Self.round(b, Self.word(bytes, place + 8))
            c = Self.round(c, Self.word(bytes, place + 16))
            d = Self.round(d, Self.word(bytes, place + 24))
        }
    }

    /// The sum of all bytes taken.
    var value: UInt64 {
        let (p1, p2, p3, p4, p5) = Self.primes
        var hash = total >= UInt64(Self.stripeBytes) ? merged : p5
        hash = hash &+ total
        pending.withUnsafeBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                hash = Self.rotated(hash ^ Self.round(0, Self.word(bytes, place)), 27) &* p1 &+ p4
                place += 8
            }
            if place + 4 <= bytes.count {
                let half = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
                hash = Self.rotated(hash ^ half &* p1, 23) &* p2 &+ p3
                place += 4
            }
            for byte in bytes[place...] { hash = Self.rotated(hash ^ UInt64(byte) &* p5, 11) &* p1 }
        }
        hash = (hash ^ hash >> 33) &* p2
        hash = (hash ^ hash >> 29) &* p3
        return hash ^ hash >> 32
    }

    private var merged: UInt64 {
        let sum = Self.rotated(a, 1) &+ Self.rotated(b, 7) &+ Self.rotated(c, 12) &+ Self.rotated(d, 18)
        return [a, b, c, d].reduce(sum) { ($0 ^ Self.round(0, $1)) &* Self.primes.0 &+ Self.primes.3 }
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    @inline(__always)
    private static func round(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        rotated(sum &+ word &* primes.1, 31) &* primes.0
    }

    @inline(__always)
    private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}
