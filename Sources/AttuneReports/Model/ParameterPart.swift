internal import AttuneFormats
internal import AttuneModels

/// A part of a model with the number of its weights.
struct ParameterPart: Equatable {
    /// The part's name in machines' words.
    let key: String
    /// The part in people's words.
    let name: String
    /// The number of weights; 0 for a head that has none of its own.
    let count: Int

    /// The parts from the bottom up; those of the blocks count all blocks together.
    static func parts(of configuration: ModelConfiguration) -> [ParameterPart] {
        let layout = ModelLayout(configuration)
        func count(_ belongs: (ModelLayout.Entry) -> Bool) -> Int {
            layout.entries.filter(belongs).reduce(0) { $0 + $1.elementCount }
        }
        func blocks(_ piece: String) -> Int {
            count { entry in
                if case .layer = entry.group { entry.name.contains(piece) } else { false }
            }
        }
        let layers = layout.layerCount
        return [
            ParameterPart(key: "embedding", name: "embedding", count: count { $0.group == .embedding }),
            ParameterPart(key: "attention", name: "attention of \(layers) blocks", count: blocks(".self_attn.")),
            ParameterPart(key: "feed_forward", name: "feed-forward of \(layers) blocks", count: blocks(".mlp.")),
            ParameterPart(key: "norms", name: "norms of \(layers) blocks", count: blocks("layernorm")),
            ParameterPart(key: "final_norm", name: "final norm", count: count { $0.group == .finalNorm }),
            ParameterPart(
                key: "head", name: layout.tiesEmbeddings ? "head, the embedding's" : "head",
                count: count { $0.group == .head }),
        ]
    }
}
