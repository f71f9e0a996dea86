// SHA-256 (FIPS 180-4) for digests of data, checkpoints and rows.

#ifndef ATTUNE_SHA256_H
#define ATTUNE_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// A digest in the making: the chaining value, and the bytes that do not yet fill a block.
typedef struct {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
} attune_sha256;

/// How blocks are digested.
typedef enum {
    attune_sha256_portable,
    attune_sha256_instructions,
} attune_sha256_form;

/// The fastest form that this processor has.
attune_sha256_form attune_sha256_best(void);

/// Begins a digest.
void attune_sha256_begin(attune_sha256 *digest);

/// Adds bytes, which are then 2^61 together at most.
void attune_sha256_update(attune_sha256 *digest, const void *bytes, size_t count, attune_sha256_form form);

/// Ends a digest and writes its 32 bytes.
void attune_sha256_finish(attune_sha256 *digest, uint8_t *result, attune_sha256_form form);

#endif
