public import AttuneNN
internal import AttuneTensor

/// Why a generation ended.
public enum FinishReason: String, Sendable, CaseIterable {
    /// The model gave an end token.
    case stop
    /// The limit of new tokens was reached.
    case length
}

/// The tokens that a model wrote.
public struct GeneratedTokens: Sendable, Equatable {
    /// The new tokens, without the end token.
    public let ids: [Int32]
    /// Why it ended.
    public let reason: FinishReason
}

extension DecoderModel {
    /// Continues a prompt.
    ///
    /// `prompt` has at least one token. `memory` keeps what was read for the next prompt. `onToken` hears every token
    /// when it is chosen and may end the generation by returning false.
    ///
    /// - Throws: `SamplingError` for settings out of range and for logits that are no numbers.
    public func generate(
        _ prompt: [Int32], maxTokens: Int, endTokens: Set<Int32>, sampling: SamplingSettings = SamplingSettings(),
        memory: ContextMemory? = nil, onToken: (Int32) throws -> Bool = { _ in true }
    ) throws -> GeneratedTokens {
        let sampler = try Sampler(sampling)
        let memory = memory ?? ContextMemory(self)
        var written: [Int32] = []
        var seen = Set(prompt)
        while written.count < maxTokens {
            let logits =
                try written.last.map { try memory.append([$0]) } ?? memory.read(prompt, room: maxTokens)
            let token = try sampler.choose(logits, seen: seen, step: written.count)
            if endTokens.contains(token) { return GeneratedTokens(ids: written, reason: .stop) }
            written.append(token)
            seen.insert(token)
            guard try onToken(token) else { return GeneratedTokens(ids: written, reason: .stop) }
        }
        return GeneratedTokens(ids: written, reason: .length)
    }

    /// Takes new tokens of one sequence into the cache and returns the logits after the last.
    public func lastLogits(_ ids: [Int32], _ cache: KeyValueCache) throws -> [Float] {
        let positions = ids.indices.map { Int32(cache.length + $0) }
        let context = AttentionContext(
            angles: try rotary.angles(positions: positions, on: device), scope: .cache(cache))
        let last = try hidden(ids, context, places: [Int32(ids.count - 1)])
        cache.advance(by: ids.count)
        return try head.logits(last).floats()
    }
}
