extension FindingCode {
    /// The meaning of codes about what rows say.
    var content: FindingMeaning {
        switch self {
        case .promptEqualsAnswer:
            FindingMeaning(
                .warning, "answers that repeat the prompt", "the model would learn to echo",
                "Drop them with drop_echoes.")
        case .shortAnswer:
            FindingMeaning(.note, "hardly an answer", "there is little to learn", "Drop them with drop_short_answers.")
        case .refusal:
            FindingMeaning(
                .warning, "refusals", "the model would learn to decline", "Drop them with drop_refusals.")
        case .numbering:
            FindingMeaning(
                .note, "numbers that repeat or jump", "lists and clauses would come out misnumbered",
                "Correct the numbers in the source.")
        case .swappedNames:
            FindingMeaning(
                .warning, "swapped party names", "the model would confuse who owes what to whom",
                "Compare the rows and correct the wrong one.")
        default: repetition
        }
    }

    private var repetition: FindingMeaning {
        switch self {
        case .contradictingAnswers:
            FindingMeaning(
                .warning, "different answers to one prompt", "the model averages them, or learns neither",
                "Keep the right answer, or tell the prompts apart.")
        case .exactDuplicate:
            FindingMeaning(
                .warning, "rows that occur twice", "they count twice and are learned by heart",
                "Drop them with `attune data dedup`.")
        case .nearDuplicate:
            FindingMeaning(
                .note, "rows that say almost the same", "they count several times",
                "Look at them, and drop them with `attune data dedup`.")
        case .leakage:
            FindingMeaning(
                .blocking, "evaluation rows in the training data", "the evaluation would measure memory, not skill",
                "Split again with `attune data split`, which keeps duplicates together.")
        default:
            FindingMeaning(
                .blocking, "overlap with a benchmark", "the benchmark would measure memory, not skill",
                "Drop the rows from the training data.")
        }
    }

    /// The meaning of codes about the data as a whole.
    var imbalance: FindingMeaning {
        switch self {
        case .languageImbalance:
            FindingMeaning(
                .note, "one language in nearly all rows", "the model gets worse in every other language",
                "Add rows in the other languages that matter, or accept it.")
        case .labelImbalance:
            FindingMeaning(
                .warning, "rare labels", "the model guesses the frequent label",
                "Add rows of the rare labels, or use `attune data balance`.")
        case .lengthImbalance:
            FindingMeaning(
                .note, "a few rows hold most of the text", "they weigh more than all others", "Split or shorten them.")
        default:
            FindingMeaning(
                .note, "one source of nearly all rows", "the model learns that source's manner",
                "Weigh the sources in the recipe.")
        }
    }
}
