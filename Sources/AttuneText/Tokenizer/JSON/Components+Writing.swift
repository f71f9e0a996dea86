import AttuneJSON

extension AddedToken {
    /// The element of `added_tokens`.
    var json: JSONValue {
        .object(
            JSONObject([
                ("id", .integer(Int64(id))), ("content", .string(content)), ("single_word", .bool(isSingleWord)),
                ("lstrip", .bool(stripsLeft)), ("rstrip", .bool(stripsRight)), ("normalized", .bool(isNormalized)),
                ("special", .bool(isSpecial)),
            ]))
    }
}

extension SplitPattern {
    /// `{"String": ...}` or `{"Regex": ...}`.
    var json: JSONValue {
        switch self {
        case .text(let text): .object(JSONObject([("String", .string(text))]))
        case .expression(let expression): .object(JSONObject([("Regex", .string(expression))]))
        }
    }
}

extension NormalizerStep {
    /// The component of `normalizer`.
    var json: JSONValue {
        switch self {
        case .composed: .typed("NFC")
        case .decomposed: .typed("NFD")
        case .prepend(let text): .typed("Prepend", [("prepend", .string(text))])
        case .replace(let pattern, let content):
            .typed("Replace", [("pattern", pattern.json), ("content", .string(content))])
        }
    }
}

extension PreTokenizerStep {
    /// The component of `pre_tokenizer`.
    var json: JSONValue {
        switch self {
        case .byteLevel(let addsPrefixSpace, let cutsWords):
            .byteLevel(addsPrefixSpace: addsPrefixSpace, cutsWords: cutsWords)
        case .digits(let individual): .typed("Digits", [("individual_digits", .bool(individual))])
        case .split(let pattern, let behavior, let inverted):
            .typed(
                "Split",
                [
                    ("pattern", pattern.json), ("behavior", .string(behavior.rawValue)), ("invert", .bool(inverted)),
                ])
        case .metaspace(let replacement, let prefix, let cutsWords):
            .typed(
                "Metaspace",
                [
                    ("replacement", .string(replacement)), ("prepend_scheme", .string(prefix.rawValue)),
                    ("split", .bool(cutsWords)),
                ])
        }
    }
}

extension DecoderStep {
    /// The component of `decoder`.
    var json: JSONValue {
        switch self {
        case .byteLevel: .byteLevel(addsPrefixSpace: true, cutsWords: true)
        case .byteFallback: .typed("ByteFallback")
        case .fuse: .typed("Fuse")
        case .replace(let text, let content):
            .typed("Replace", [("pattern", SplitPattern.text(text).json), ("content", .string(content))])
        case .strip(let content, let start, let stop):
            .typed(
                "Strip",
                [
                    ("content", .string(content)), ("start", .integer(Int64(start))), ("stop", .integer(Int64(stop))),
                ])
        case .metaspace(let replacement, let prefix):
            .typed(
                "Metaspace",
                [
                    ("replacement", .string(replacement)), ("prepend_scheme", .string(prefix.rawValue)),
                    ("split", .bool(true)),
                ])
        }
    }
}
