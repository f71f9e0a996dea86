extension CleaningCatalog {
    private static let answers = CleaningSetting("include_answers", 0)

    /// The rules of web corpora for plain text; names and defaults of the settings are those of datatrove.
    static let documents: [CleaningKind] = [
        CleaningKind(
            "gopher_repetition", "Drops texts that repeat lines, paragraphs or runs of words.",
            settings: [
                CleaningSetting("dup_line_frac", 0.3), CleaningSetting("dup_para_frac", 0.3),
                CleaningSetting("dup_line_char_frac", 0.2), CleaningSetting("dup_para_char_frac", 0.2), answers,
            ]
        ) { values in
            DocumentStep(
                filter: GopherRepetitionFilter(
                    duplicateLines: values("dup_line_frac"), duplicateParagraphs: values("dup_para_frac"),
                    duplicateLineCharacters: values("dup_line_char_frac"),
                    duplicateParagraphCharacters: values("dup_para_char_frac")),
                includesAnswers: values.isOn("include_answers"))
        },
        CleaningKind(
            "gopher_quality", "Drops texts whose words, symbols or lines are not those of prose.",
            settings: [
                CleaningSetting("min_doc_words", 50), CleaningSetting("max_doc_words", 100_000),
                CleaningSetting("min_avg_word_length", 3), CleaningSetting("max_avg_word_length", 10),
                CleaningSetting("max_symbol_word_ratio", 0.1), CleaningSetting("max_bullet_lines_ratio", 0.9),
                CleaningSetting("max_ellipsis_lines_ratio", 0.3), CleaningSetting("max_non_alpha_words_ratio", 0.8),
                CleaningSetting("min_stop_words", 2), answers,
            ]
        ) { values in
            DocumentStep(
                filter: GopherQualityFilter(
                    leastWords: values.count("min_doc_words"), mostWords: values.count("max_doc_words"),
                    leastWordLength: values("min_avg_word_length"), mostWordLength: values("max_avg_word_length"),
                    mostSymbols: values("max_symbol_word_ratio"), mostBullets: values("max_bullet_lines_ratio"),
                    mostEllipses: values("max_ellipsis_lines_ratio"),
                    leastAlphabetic: values("max_non_alpha_words_ratio"), leastStopWords: values.count("min_stop_words")
                ),
                includesAnswers: values.isOn("include_answers"))
        },
        CleaningKind(
            "c4_quality", "Removes lines that are no sentences, and drops texts with too few left.",
            settings: [
                CleaningSetting("filter_no_terminal_punct", 1), CleaningSetting("min_num_sentences", 5),
                CleaningSetting("min_words_per_line", 3), CleaningSetting("max_word_length", 1000),
                CleaningSetting("filter_lorem_ipsum", 1), CleaningSetting("filter_javascript", 1),
                CleaningSetting("filter_curly_bracket", 1), CleaningSetting("filter_policy", 1),
                CleaningSetting("remove_citations", 1), answers,
            ]
        ) { values in
            DocumentStep(
                filter: C4QualityFilter(
                    wantsTerminalPunctuation: values.isOn("filter_no_terminal_punct"),
                    leastSentences: values.count("min_num_sentences"),
                    leastLineWords: values.count("min_words_per_line"), mostWordLength: values.count("max_word_length"),
                    refusesLoremIpsum: values.isOn("filter_lorem_ipsum"),
                    removesJavaScript: values.isOn("filter_javascript"),
                    refusesCurlyBrackets: values.isOn("filter_curly_bracket"),
                    removesPolicies: values.isOn("filter_policy"), removesCitations: values.isOn("remove_citations")),
                includesAnswers: values.isOn("include_answers"))
        },
        CleaningKind(
            "fineweb_quality", "Drops texts that are lists, menus or repeat lines.",
            settings: [
                CleaningSetting("line_punct_thr", 0.12), CleaningSetting("short_line_thr", 0.67),
                CleaningSetting("short_line_length", 30), CleaningSetting("char_duplicates_ratio", 0.01),
                CleaningSetting("new_line_ratio", 0.3), answers,
            ]
        ) { values in
            DocumentStep(
                filter: FineWebQualityFilter(
                    leastPunctuatedLines: values("line_punct_thr"), mostShortLines: values("short_line_thr"),
                    shortLineLength: values.count("short_line_length"),
                    mostDuplicateCharacters: values("char_duplicates_ratio"), mostLineBreaks: values("new_line_ratio")),
                includesAnswers: values.isOn("include_answers"))
        },
    ]
}
