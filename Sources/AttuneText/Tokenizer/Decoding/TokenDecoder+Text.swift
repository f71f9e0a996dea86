extension TokenDecoder {
    /// The text of token ids, without those to skip.
    func decode(_ ids: some Sequence<Int32>, skipped: Set<Int32>) -> String {
        var bytes: [UInt8] = []
        var run: [UInt8] = []
        var isFirst = true
        for id in ids where id >= 0 && id < tokens.count && !skipped.contains(id) && !tokens[Int(id)].isEmpty {
            if !isFirst { bytes += separator }
            if byteTokens.contains(id) {
                run += tokens[Int(id)]
            } else {
                flush(&run, into: &bytes)
                if isFirst { bytes += firstBytes(Int(id)) } else { bytes += tokens[Int(id)] }
            }
            isFirst = false
        }
        flush(&run, into: &bytes)
        return String(decoding: stripped(bytes), as: UTF8.self)
    }

    /// A run of byte tokens is text when all of it is well-formed; else every one of them is U+FFFD, as in the reference.
    private func flush(_ run: inout [UInt8], into bytes: inout [UInt8]) {
        guard !run.isEmpty else { return }
        if String(validating: run, as: UTF8.self) != nil {
            bytes += run
        } else {
            for _ in run { bytes += [0xEF, 0xBF, 0xBD] }
        }
        run.removeAll(keepingCapacity: true)
    }

    private func stripped(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard case .strips(let content, let limit) = start, !content.isEmpty else { return bytes[...] }
        var rest = bytes[...]
        for _ in 0..<limit where rest.starts(with: content) { rest = rest.dropFirst(content.count) }
        return rest
    }
}
