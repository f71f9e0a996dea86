import AttuneText
import Testing

struct StopStringsTests {
    /// What comes out for a text in parts, and after how many parts it stopped.
    private func run(_ stops: [String], _ parts: [String]) -> (shown: [String], hasStopped: Bool) {
        var matcher = StopStrings(stops)
        var shown = parts.map { matcher.append($0) }
        shown.append(matcher.finish())
        return (shown, matcher.hasStopped)
    }

    @Test func nothingOfAStopStringIsEverShown() {
        let (shown, hasStopped) = run(["END"], ["one E", "N", "D two", " three"])
        #expect(shown == ["one ", "", "", "", ""])
        #expect(hasStopped)
    }

    @Test func whatCouldHaveBecomeOneIsShownWhenItCannotAnyMore() {
        let (shown, hasStopped) = run(["END"], ["E", "N", "E", "NT"])
        #expect(shown == ["", "", "EN", "ENT", ""])
        #expect(!hasStopped)
    }

    @Test func whatIsHeldBackComesAtTheEnd() {
        let (shown, hasStopped) = run(["\n\n"], ["a\n"])
        #expect(shown == ["a", "\n"])
        #expect(!hasStopped)
    }

    @Test func theStringThatIsCompleteFirstEndsTheText() {
        #expect(run(["abcd", "bc"], ["xabcd"]).shown.joined() == "xa")
        #expect(run(["cd", "abcd"], ["xabcd"]).shown.joined() == "x")
    }

    @Test func aStringInsideOfAnEmojiSequenceCutsBetweenCharacters() {
        let (shown, _) = run(["🧡"], ["I ❤️ ", "🧡 you"])
        #expect(shown.joined() == "I ❤️ ")
        // The first bytes of both hearts are the same.
        #expect(run(["🧡"], ["💙", "🧡"]).shown == ["💙", "", ""])
    }

    @Test func withoutStringsTheTextPasses() {
        #expect(run([], ["a", "b"]).shown == ["a", "b", ""])
        #expect(run([""], ["a", "b"]).shown == ["a", "b", ""])
    }

    @Test func theResultDoesNotDependOnTheCuts() {
        let stops = ["aab", "ba", "abab", "é!"]
        for text in ["aaaab", "xxababx", "abé!b", "aaéaab", "bbbb", "aa", "éé!é"] {
            let characters = text.map(String.init)
            let whole = run(stops, [text])
            for cuts in 0..<(1 << (characters.count - 1)) {
                var parts = [characters[0]]
                for (index, character) in characters.dropFirst().enumerated() {
                    if cuts >> index & 1 == 1 { parts.append(character) } else { parts[parts.count - 1] += character }
                }
                let found = run(stops, parts)
                #expect(found.shown.joined() == whole.shown.joined(), "\(parts)")
                #expect(found.hasStopped == whole.hasStopped, "\(parts)")
            }
        }
    }
}
