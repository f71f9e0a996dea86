/// The two ways in which published metrics cut an answer into words.
enum AnswerWords {
    /// SQuAD's words: lower case, without ASCII punctuation, without the articles a, an and the.
    ///
    /// An article goes where no letter, digit or underscore touches it, as `\b(a|an|the)\b` says.
    static func squad(_ text: String) -> [String] {
        var words: [String] = []
        for word in text.lowercased().unicodeScalars.filter({ !isPunctuation($0) }).split(whereSeparator: isSpace) {
            words += withoutArticles(word)
        }
        return words
    }

    /// ROUGE's words without a stemmer: lower case, runs of a to z and 0 to 9.
    static func rouge(_ text: String) -> [String] {
        text.lowercased().utf8.split { !(97...122 ~= $0 || 48...57 ~= $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// A word without its articles; each article leaves a space, so that one word may become several or none.
    private static func withoutArticles(_ word: some Sequence<Unicode.Scalar>) -> [String] {
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var run = String.UnicodeScalarView()
        func endRun() {
            if articles.contains(String(run)) {
                if !piece.isEmpty { pieces.append(String(piece)) }
                piece = String.UnicodeScalarView()
            } else {
                piece.append(contentsOf: run)
            }
            run = String.UnicodeScalarView()
        }
        for scalar in word {
            if isWordPart(scalar) {
                run.append(scalar)
            } else {
                endRun()
                piece.append(scalar)
            }
        }
        endRun()
        return piece.isEmpty ? pieces : pieces + [String(piece)]
    }

    private static let articles: Set<String> = ["a", "an", "the"]

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: true
        default: false
        }
    }

    /// White space as Python's `split` knows it: Unicode's and the four separators of ASCII.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || 0x1C...0x1F ~= scalar.value
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: scalar == "_"
        }
    }
}
