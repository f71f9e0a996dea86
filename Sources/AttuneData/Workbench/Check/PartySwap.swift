internal import AttuneJSON
internal import AttuneText

/// What a model gives a document: the sum of its tokens' log-probabilities in nats, each times its loss weight.
public typealias DocumentLikelihood = (EncodedSample) throws -> Double

/// A row about two parties in four forms: as written, with the parties exchanged in the answer, in the question, in both.
///
/// The question alone says who is who; a model that reads it finds the wrong answer less likely. What the model thinks
/// of the names themselves, such as that Party A comes first, is in both differences and cancels out.
struct PartySwap: Sendable {
    let written: EncodedSample
    let answerSwapped: EncodedSample
    let promptSwapped: EncodedSample
    let bothSwapped: EncodedSample

    /// By how many nats the other answer has to be likelier before the row is suspect.
    static let leastAdvantage = 2.0

    /// The four forms of a record; nil when its question or its answer names no party, or when a form is not one whole
    /// document.
    init?(_ record: Record, _ encoder: SampleEncoder) {
        guard let answerSwapped = record.content.swappingAnswer, let promptSwapped = record.content.swappingPrompt,
            let bothSwapped = promptSwapped.swappingAnswer
        else { return nil }
        let forms = [record.content, answerSwapped, promptSwapped, bothSwapped].compactMap {
            Self.document(Record(reference: record.reference, content: $0), encoder)
        }
        guard forms.count == 4 else { return nil }
        (written, self.answerSwapped, self.promptSwapped, self.bothSwapped) = (forms[0], forms[1], forms[2], forms[3])
    }

    private static func document(_ record: Record, _ encoder: SampleEncoder) -> EncodedSample? {
        guard case .samples(let samples, action: nil) = encoder.encode(record), samples.count == 1 else { return nil }
        return samples[0]
    }

    /// By how many nats the exchanged answer is likelier than the written one, in the mean of the question and its mirror
    /// image.
    func advantage(_ likelihood: DocumentLikelihood) throws -> Double {
        let here = try likelihood(answerSwapped) - likelihood(written)
        let mirrored = try likelihood(promptSwapped) - likelihood(bothSwapped)
        return (here + mirrored) / 2
    }

    /// What is wrong with the row, if the model finds the other answer clearly likelier.
    func finding(_ likelihood: DocumentLikelihood, excerpt: String) throws -> Finding? {
        let advantage = try advantage(likelihood)
        guard advantage >= Self.leastAdvantage else { return nil }
        let tenths = Int((min(advantage, 1e6) * 10).rounded())
        return Finding(
            .swappedNames, written.record,
            message:
                "the model finds the answer with the names exchanged likelier, by \(tenths / 10).\(tenths % 10) nats",
            excerpt: excerpt, size: tenths)
    }
}

extension Record.Content {
    /// The same with the parties exchanged in the last answer; nil when it names none.
    fileprivate var swappingAnswer: Record.Content? {
        switch self {
        case .completion(let prompt, let completion):
            return PartyNames.swapped(completion).map { .completion(prompt: prompt, completion: $0) }
        case .conversation(var conversation):
            guard let last = conversation.messages.indices.last, conversation.messages[last].swap() else { return nil }
            return .conversation(conversation)
        case .text, .classification: return nil
        }
    }

    /// The same with the parties exchanged in everything before the last answer; nil when nothing there names one.
    fileprivate var swappingPrompt: Record.Content? {
        switch self {
        case .completion(let prompt, let completion):
            return PartyNames.swapped(prompt).map { .completion(prompt: $0, completion: completion) }
        case .conversation(var conversation):
            var isNamed = false
            for index in conversation.messages.indices.dropLast() {
                isNamed = conversation.messages[index].swap() || isNamed
            }
            return isNamed ? .conversation(conversation) : nil
        case .text, .classification: return nil
        }
    }
}

extension ChatMessage {
    /// Exchanges the parties; false when the text names none, or is a list of parts.
    fileprivate mutating func swap() -> Bool {
        guard extra["content"] == nil, let swapped = PartyNames.swapped(content) else { return false }
        content = swapped
        return true
    }
}
