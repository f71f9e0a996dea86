import AttuneReports
import Testing

@Suite struct TerminalTextTests {
    @Test func controlCharactersAreWrittenOut() {
        #expect(TerminalText.printable("a\u{1B}[31mb\tc\u{85}\u{7F}é") == "a\\u{1b}[31mb\tc\\u{85}\\u{7f}é")
    }
}
