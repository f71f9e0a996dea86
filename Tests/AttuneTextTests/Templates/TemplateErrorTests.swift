import AttuneErrors
import AttuneJSON
import AttuneText
import Testing

/// Errors are typed and name the line of the template.
struct TemplateErrorTests {
    private func error(_ source: String, _ messages: [ChatMessage] = []) -> TemplateError? {
        do {
            _ = try ChatTemplate(source: source).render(messages)
            return nil
        } catch {
            return error
        }
    }

    @Test func withoutAClockTemplatesThatAskTakeTheirFixedDate() throws {
        let source = "{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% else %}2024{% endif %}"
        #expect(try ChatTemplate.text(source) == "2024")
        #expect(try ChatTemplate.text(source, [], TemplateContext(now: TemplateFixture.now)) == "2026")
    }

    @Test(arguments: ["2026-11-21", "2024-02-29", "2000-02-29", "0001-01-01", "1999-12-31"])
    func aDateOfTheCalendarIsReadAndWritten(_ date: String) throws {
        #expect(try #require(TemplateTime(date: date)).date == date)
    }

    @Test(arguments: [
        "", "2026-11", "2026-11-31", "2023-02-29", "1900-02-29", "2026-00-10", "2026-13-01", "26-11-21",
        "2026-11-21 ", "2026/11/21", "2026-1-021", "+026-11-21", "\u{0662}026-11-21",
    ])
    func aDateThatNoCalendarHasIsRefused(_ date: String) {
        #expect(TemplateTime(date: date) == nil)
    }

    @Test func everyKindOfErrorNamesItsLine() {
        #expect(error("a\nb\n{{ x.y }}") == .undefined(line: 3, name: "'x'"))
        #expect(error("\n{{ raise_exception('no ' ~ 1) }}") == .raised(line: 2, message: "no 1"))
        #expect(error("\n\n{% include 'x' %}") == .unsupported(line: 3, feature: "the tag 'include'"))
        #expect(error("{# a\nb #}\n{{ 1 | nope }}") == .unsupported(line: 3, feature: "the filter 'nope'"))
        #expect(error("{{ 1\n/ 0 }}\n{{ 2 }}") == .invalid(line: 2, message: "division by zero"))
        #expect(
            error("{% raw %}\n\n{% endraw %}{{ ''.__class__ }}")
                == .forbidden(line: 3, name: "the attribute '__class__'"))
        #expect(error("\n{{ strftime_now('%Y') }}") == .noClock(line: 2))
        #expect(error("\n{{ range(10**9) }}") == .limit(line: 2, limit: .items, allowed: 100_000))
        #expect(
            error("{% if 1 %}\n")
                == .syntax(
                    line: 1, message: "expected 'elif' or 'else' or 'endif', found the end of the template"))
    }

    @Test(arguments: [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ ''['__class__'] }}", "{{ [].__class__ }}",
        "{{ messages.__init__ }}", "{{ raise_exception.__globals__ }}", "{{ ''|attr('__class__') }}",
        "{{ [''] | map(attribute='__class__') | list }}", "{% set ns = namespace(_x=1) %}",
        "{% set ns = namespace() %}{% set ns.__dict__ = 1 %}", "{{ messages.append(1) }}", "{{ {}.update({}) }}",
        "{{ {'a': 1}.pop('a') }}", "{{ [2].sort() }}", "{{ messages['__len__'] }}",
    ])
    func internalsAndChangesAreForbidden(source: String) {
        guard case .forbidden? = error(source) else {
            Issue.record("\(source): \(String(describing: error(source)))")
            return
        }
    }

    @Test func aMissingFieldIsUndefinedAndARefusalIsAboutTheData() {
        let message = ChatMessage(role: "user", content: "x")
        #expect(
            error("{{ messages[0].name.first }}", [message])
                == .undefined(line: 1, name: "'name' of a value of type dict"))
        #expect(error("{{ raise_exception('a') }}")?.failureKind == .data)
        #expect(error("{{ x.y }}")?.failureKind == .runtime)
        #expect(
            error("{{ x.y }}")?.description.hasPrefix("error: chat template, line 1: 'x' is undefined.\nfix: ") == true)
    }

    @Test(arguments: [
        "{{", "{%", "{#", "{{ 'a", "{{ 1", "{% raw %}", "{{ a. }}", "{{ a[ }}", "{{ (1, }}", "{{ {1} }}", "{{ 1 2 }}",
        "{% for %}", "{% for x %}", "{% for 1 in x %}{% endfor %}", "{% set %}", "{% set 1 = 2 %}", "{% endfor %}",
        "{% break %}", "{% macro %}", "{% macro m(a=1, b) %}{% endmacro %}", "{% call x %}{% endcall %}", "{{ a | }}",
        "{{ a is }}", "{{ a is not }}", "{{ f(a=1, 2) }}", "{{ f(*a, *b) }}", "{{ '\\ud800' }}",
        "{{ 99999999999999999999 }}",
        "{{ a ? b }}", "{% for loop in x %}{% endfor %}", "{{ 1 if }}", "{{ }}", "{% %}", "{{ 012 }}", "{{ ) }}",
        "{% if %}{% endif %}", "{% elif %}", "{{ not }}", "{{ a..b }}", "{{ \"\\x4\" }}", "{% filter %}{% endfilter %}",
    ])
    func malformedTemplatesAreSyntaxErrors(source: String) {
        guard case .syntax? = error(source) else {
            Issue.record("\(source): \(String(describing: error(source)))")
            return
        }
    }

    @Test(arguments: [
        "{{ 'x'[9223372036854775807] }}", "{{ 'x'[-9223372036854775807] }}", "{{ 'abc'[::9223372036854775807] }}",
        "{{ 'abc'[9223372036854775807:-9223372036854775807:-9223372036854775807] }}",
        "{{ 'abc'.find('b', -9223372036854775807, 9223372036854775807) }}", "{{ 'a'.center(-9223372036854775807) }}",
        "{{ 'a,b'.split(',', 9223372036854775807) }}", "{{ 'abc' | truncate(9223372036854775807) }}",
        "{{ range(9223372036854775806, 9223372036854775807) | list }}", "{{ [1] | batch(9223372036854775807) | list }}",
        "{{ 'a' | indent(-5) }}", "{{ [1, 2] | slice(1) | list }}", "{{ 1e308 * 10 | int }}",
        "{{ (1e308 * 10) | int }}",
        "{{ (0 - 9223372036854775807 - 1) // 1 }}", "{{ 'a'.replace('a', 'b', -9223372036854775807) }}",
        "{{ 'ab'.rsplit('b', 9223372036854775807) }}", "{{ 'aXb'.partition('X') }}", "{{ '%c' }}",
        "{{ (1e308 * 10) | round(2) }}",
        "{{ 1.5 | round(20) }}", "{{ '' | first }}{{ '' | last }}{{ [] | max }}",
    ])
    func extremeNumbersDoNotTrap(source: String) throws {
        _ = try ChatTemplate(source: source).render([])
    }

    @Test(arguments: [
        "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 4611686018427387904 * 2 }}",
        "{{ (0 - 9223372036854775807 - 1) // -1 }}", "{{ 2 ** 63 }}", "{{ 2 ** 9223372036854775807 }}", "{{ 0 ** -1 }}",
        "{{ 1 % 0 }}", "{{ 1.0 % 0 }}", "{{ -(0 - 9223372036854775807 - 1) }}",
        "{{ (0 - 9223372036854775807 - 1) | abs }}",
        "{{ (-8) ** 0.5 }}", "{{ 'abc'[::0] }}", "{{ range(1, 2, 0) }}", "{{ [1] | batch(0) | list }}",
        "{{ '%s %s' % 1 }}",
        "{{ '%d' % 'a' }}", "{{ '%' % 1 }}", "{{ '{' .format(1) }}", "{{ '{0.a}'.format(1) }}", "{{ 1 | length }}",
        "{{ (1e308 * 10) // 1 | int | int(base=99) }}{{ 'a' | int(base=99) }}",
    ])
    func impossibleValuesAreErrors(source: String) {
        #expect(error(source) != nil)
    }
}
