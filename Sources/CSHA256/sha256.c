#include "sha256.h"

#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

// FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotated(uint32_t value, int count) { return value >> count | value << (32 - count); }

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/// FIPS 180-4, 6.2.2, one block of 64 bytes after the other.
static void portable_blocks(uint32_t state[8], const uint8_t *bytes, size_t count) {
    uint32_t w[64];
    for (; count > 0; count--, bytes += 64) {
        for (int t = 0; t < 16; t++) w[t] = big_endian(bytes + 4 * t);
        for (int t = 16; t < 64; t++) {
            uint32_t low = rotated(w[t - 15], 7) ^ rotated(w[t - 15], 18) ^ w[t - 15] >> 3;
            uint32_t high = rotated(w[t - 2], 17) ^ rotated(w[t - 2], 19) ^ w[t - 2] >> 10;
            w[t] = high + w[t - 7] + low + w[t - 16];
        }
        uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
        uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
        for (int t = 0; t < 64; t++) {
            uint32_t choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
            uint32_t first = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + round_constants[t] + w[t];
            uint32_t second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority;
            h = g, g = f, f = e, e = d + first;
            d = c, c = b, b = a, a = first + second;
        }
        state[0] += a, state[1] += b, state[2] += c, state[3] += d;
        state[4] += e, state[5] += f, state[6] += g, state[7] += h;
    }
}

#if defined(__x86_64__)

/// The same with the processor's SHA instructions, which take the state as (A, B, E, F) and (C, D, G, H).
__attribute__((target("sha,sse4.1,ssse3"))) static void instruction_blocks(
    uint32_t state[8], const uint8_t *bytes, size_t count) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
    for (; count > 0; count--, bytes += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4];
        for (int i = 0; i < 4; i++)
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swap);
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            const __m128i last = w[(i + 3) & 3];
            const __m128i terms = _mm_add_epi32(w[i & 3], _mm_loadu_si128((const __m128i *)(round_constants + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, terms);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(terms, 0x0E));
            const __m128i early = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
            const __m128i middle = _mm_alignr_epi8(last, w[(i + 2) & 3], 4);
            w[i & 3] = _mm_sha256msg2_epu32(_mm_add_epi32(early, middle), last);
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

static attune_sha256_form detected(void) {
    unsigned a, b, c, d;
    const unsigned ssse3 = 1u << 9, sse41 = 1u << 19, sha = 1u << 29;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (ssse3 | sse41)) != (ssse3 | sse41)) return attune_sha256_portable;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & sha)) return attune_sha256_portable;
    return attune_sha256_instructions;
}

#else

static void instruction_blocks(uint32_t state[8], const uint8_t *bytes, size_t count) {
    portable_blocks(state, bytes, count);
}

static attune_sha256_form detected(void) { return attune_sha256_portable; }

#endif

attune_sha256_form attune_sha256_best(void) {
    static _Atomic int known = -1;  // asking the processor takes longer than a short digest
    int form = atomic_load_explicit(&known, memory_order_relaxed);
    if (form < 0) {
        form = (int)detected();
        atomic_store_explicit(&known, form, memory_order_relaxed);
    }
    return (attune_sha256_form)form;
}

static void blocks(attune_sha256 *digest, const uint8_t *bytes, size_t count, attune_sha256_form form) {
    (form == attune_sha256_instructions ? instruction_blocks : portable_blocks)(digest->state, bytes, count);
}

void attune_sha256_begin(attune_sha256 *digest) {
    // FIPS 180-4, 5.3.3: the square roots of the first eight primes.
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(digest, 0, sizeof *digest);
    memcpy(digest->state, initial, sizeof initial);
}

void attune_sha256_update(attune_sha256 *digest, const void *data, size_t count, attune_sha256_form form) {
    const uint8_t *bytes = data;
    size_t held = digest->length % 64;
    digest->length += count;
    if (held > 0) {
        const size_t taken = count < 64 - held ? count : 64 - held;
        memcpy(digest->block + held, bytes, taken);
        if (held + taken < 64) return;
        blocks(digest, digest->block, 1, form);
        bytes += taken;
        count -= taken;
    }
    blocks(digest, bytes, count / 64, form);
    if (count % 64 > 0) memcpy(digest->block, bytes + count / 64 * 64, count % 64);
}

void attune_sha256_finish(attune_sha256 *digest, uint8_t *result, attune_sha256_form form) {
    size_t held = digest->length % 64;
    digest->block[held++] = 0x80;
    if (held > 56) {
        memset(digest->block + held, 0, 64 - held);
        blocks(digest, digest->block, 1, form);
        held = 0;
    }
    memset(digest->block + held, 0, 56 - held);
    const uint64_t bits = digest->length * 8;
    for (int i = 0; i < 8; i++) digest->block[56 + i] = (uint8_t)(bits >> (56 - 8 * i));
    blocks(digest, digest->block, 1, form);
    for (int i = 0; i < 32; i++) result[i] = (uint8_t)(digest->state[i / 4] >> (24 - 8 * (i % 4)));
}
