internal import AttuneModels
internal import AttuneText

/// What a model's chat template does with the turns of a conversation.
enum TurnHandling: Equatable {
    /// There is no template.
    case none
    /// A turn is written the same whatever follows.
    case stable
    /// Earlier turns are written differently once more follow.
    case rewritten
    /// The template refuses a plain conversation.
    case refused(reason: String)

    /// Renders a conversation of two turns, with reasoning in both answers.
    init(_ bundle: ModelBundle) {
        guard let template = bundle.chatTemplate else {
            self = .none
            return
        }
        let thought = "<think>\nA thought.\n</think>\n\n"
        let messages = [
            ChatMessage(role: "user", content: "First?"), ChatMessage(role: "assistant", content: thought + "One."),
            ChatMessage(role: "user", content: "Second?"), ChatMessage(role: "assistant", content: thought + "Two."),
        ]
        do {
            let rendering = try template.renderForTraining(
                messages, specialTokens: bundle.tokenizer.tokenizer.specialTokens.map(\.content),
                context: bundle.templateContext(at: .local))
            if case .whole = rendering { self = .stable } else { self = .rewritten }
        } catch {
            self = .refused(reason: error.problem)
        }
    }

    /// In words.
    var text: String {
        switch self {
        case .none: "none"
        case .stable: "there; a turn is written the same whatever follows (prefix-stable)"
        case .rewritten: "there; it rewrites earlier turns (not prefix-stable)"
        case .refused: "there; it refuses a plain conversation"
        }
    }

    /// What it means for training, where it means anything.
    var limit: String? {
        switch self {
        case .none, .stable: nil
        case .rewritten:
            "Its template rewrites earlier turns, so a conversation is trained as one document for each answer."
        case .refused(let reason): "Its template refuses a plain conversation: \(reason)"
        }
    }

    /// For machines; nil where nothing is known.
    var isPrefixStable: Bool? {
        switch self {
        case .stable: true
        case .rewritten: false
        case .none, .refused: nil
        }
    }
}
