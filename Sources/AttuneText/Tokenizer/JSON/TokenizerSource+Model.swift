import AttuneJSON

extension TokenizerSource {
    /// Reads `model`: the vocabulary, the merges and the settings of BPE.
    mutating func readModel(_ json: JSONPath) throws {
        if let type = try json.optional("type")?.string(), type != "BPE" { throw try json.unsupportedType(["BPE"]) }
        try refuseUnsupportedSettings(json)
        vocabulary = try TokenTable(vocabulary: json.at("vocab"))
        let index = ByteStringIndex(vocabulary)
        model.fusesUnknown = try json.bool("fuse_unk", default: false)
        model.fallsBackToBytes = try json.bool("byte_fallback", default: false)
        model.ignoresMerges = try json.bool("ignore_merges", default: false)
        if let unknown = try json.optional("unk_token")?.string() {
            guard let id = index.id(of: unknown.utf8) else {
                throw TokenizerError.unknownToken(unknown, role: "model.unk_token")
            }
            model.unknownToken = id
        }
        merges = try readMerges(json.at("merges"), index)
    }

    private func refuseUnsupportedSettings(_ json: JSONPath) throws {
        if let dropout = try json.optional("dropout"), try dropout.double() != 0 {
            throw TokenizerError.unsupported(
                path: dropout.path, value: "BPE dropout", supported: ["no dropout: set it to null"])
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard let affix = try json.optional(key), try !affix.string().isEmpty else { continue }
            throw TokenizerError.unsupported(path: affix.path, value: "a mark on parts of words", supported: [])
        }
    }

    /// Merges are lines of two tokens, or arrays of two strings.
    private func readMerges(_ json: JSONPath, _ index: ByteStringIndex) throws -> [Merge] {
        guard case .array(let elements) = json.value else {
            throw TokenizerError.invalidValue(path: json.path, expected: "an array of merges")
        }
        var merges: [Merge] = []
        merges.reserveCapacity(elements.count)
        for (number, element) in elements.enumerated() {
            switch element {
            case .string(let line): merges.append(try vocabulary.merge(line: Array(line.utf8), number: number, index))
            case .array(let pair):
                guard pair.count == 2, case .string(let left) = pair[0], case .string(let right) = pair[1] else {
                    throw TokenizerError.invalidValue(path: "\(json.path)[\(number)]", expected: "two strings")
                }
                merges.append(
                    try vocabulary.merge(Array(left.utf8), Array(right.utf8), number: number, index))
            default: throw TokenizerError.invalidValue(path: "\(json.path)[\(number)]", expected: "two tokens")
            }
        }
        return merges
    }
}

extension TokenTable {
    /// The vocabulary of an object of token and id.
    fileprivate init(vocabulary json: JSONPath) throws {
        let members = try json.object().members
        var places = [Int](repeating: -1, count: members.count)
        for (index, member) in members.enumerated() {
            guard case .integer(let id) = member.value, id >= 0, id < TokenizerSource.maximumTokenCount else {
                throw TokenizerError.invalidValue(path: json.path + "." + member.key, expected: "a token id")
            }
            if Int(id) >= places.count {
                places.append(contentsOf: repeatElement(-1, count: Int(id) + 1 - places.count))
            }
            guard places[Int(id)] < 0 else { throw TokenizerError.invalidTokenID(token: member.key, id: Int(id)) }
            places[Int(id)] = index
        }
        self.init()
        for place in places { append(place < 0 ? [] : Array(members[place].key.utf8)) }
    }
}
