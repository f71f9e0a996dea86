internal import Foundation

/// What changes the logits [V] of the next token before it is drawn; a token that may not follow gets minus infinity.
///
/// Sources: the `LogitsProcessor` classes of Transformers with the same names; where two tokens are equally likely at a
/// limit, top-k keeps both, as there, and top-p keeps the one with the lower id.
enum LogitFilters {
    /// Makes tokens less likely that the text has already.
    static func penaliseRepetition(_ logits: inout [Float], of seen: Set<Int32>, by penalty: Double) {
        let penalty = Float(penalty)
        for id in seen where logits.indices.contains(Int(id)) {
            let logit = logits[Int(id)]
            logits[Int(id)] = logit < 0 ? logit * penalty : logit / penalty
        }
    }

    /// Divides by the temperature, and moves the highest logit to 0 so that no temperature overflows.
    static func heat(_ logits: inout [Float], to temperature: Double, peak: Float) {
        for index in logits.indices {
            logits[index] = Float(Double(logits[index] - peak) / temperature)
        }
    }

    /// Keeps the `count` likeliest tokens, and those as likely as the last of them.
    static func keepLikeliest(_ logits: inout [Float], count: Int) {
        guard count < logits.count else { return }
        let limit = largest(logits, at: count - 1)
        for index in logits.indices where logits[index] < limit { logits[index] = -.infinity }
    }

    /// Keeps the fewest of the likeliest tokens that together reach `share` of the probability, at least `atLeast`.
    static func keepNucleus(_ logits: inout [Float], share: Double, atLeast: Int) {
        let weights = weights(logits)
        let total = weights.reduce(0, +)
        // So light that all of them together stay below what may be lost: they need not be sorted.
        let dust = (1 - share) * total / Double(2 * weights.count)
        var order = weights.indices.filter { weights[$0] > dust }
        if order.count < atLeast { order = weights.indices.filter { logits[$0] > -.infinity } }
        order.sort { (weights[$0], $1) > (weights[$1], $0) }
        var reached = 0.0
        var kept = [Float](repeating: -.infinity, count: logits.count)
        for (rank, index) in order.enumerated() {
            guard rank < atLeast || reached < share * total else { break }
            kept[index] = logits[index]
            reached += weights[index]
        }
        logits = kept
    }

    /// Keeps tokens with at least `share` of the likeliest one's probability, and the `atLeast` likeliest.
    static func keepNear(_ logits: inout [Float], share: Double, atLeast: Int) {
        let peak = logits.max() ?? 0
        var limit = peak + Float(log(share))
        if atLeast > 1 { limit = min(limit, largest(logits, at: min(atLeast, logits.count) - 1)) }
        for index in logits.indices where logits[index] < limit { logits[index] = -.infinity }
    }

    /// e to each logit, divided by that of the highest.
    static func weights(_ logits: [Float]) -> [Double] {
        let peak = Double(logits.max() ?? 0)
        return logits.map { exp(Double($0) - peak) }
    }

    /// The value at a place of the descending order, found without sorting all.
    private static func largest(_ values: [Float], at place: Int) -> Float {
        var part = values
        var place = place
        while true {
            let pivot = part[part.count / 2]
            let above = part.filter { $0 > pivot }
            if place < above.count {
                part = above
                continue
            }
            let equal = part.count { $0 == pivot }
            if place < above.count + equal { return pivot }
            part = part.filter { $0 < pivot }
            place -= above.count + equal
        }
    }
}
