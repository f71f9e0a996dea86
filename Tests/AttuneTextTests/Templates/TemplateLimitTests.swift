import AttuneJSON
import AttuneText
import Testing

/// Hostile templates end in a named error, soon and without much memory.
struct TemplateLimitTests {
    private func limit(
        of source: String, _ messages: [ChatMessage] = [], operations: Int = 5_000_000
    ) -> TemplateLimit? {
        do {
            var context = TemplateContext()
            context.limits.operations = operations
            _ = try ChatTemplate(source: source).render(messages, context: context)
        } catch {
            if case .limit(_, let limit, _) = error { return limit }
        }
        return nil
    }

    @Test(arguments: [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(3000) %}{% for b in range(3000) %}{{ a }}{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for a in range(100000) %}{% set ns.x = ('b' * 2000000)[1:] %}{% endfor %}",
        "{% for a in range(100000) %}{{ (range(1000) | list == range(1000) | list) | string | length }}{% endfor %}",
        "{% set x = 'a' * 2000000 %}{% for i in range(100000) %}{% if x.find('b') %}{% endif %}{% endfor %}",
    ])
    func endlessWorkRunsOutOfOperations(source: String) {
        #expect(TemplateLimits().operations == 5_000_000)
        #expect(limit(of: source, operations: 200_000) == .operations)
    }

    @Test(arguments: [
        "{{ 'a' * 100000000 }}", "{% for a in range(100000) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{{ 'a'.center(9000000000000000000) }}", "{{ 'a' | indent(2000000000) }}", "{{ '%9999999999d' % 1 }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}", "{{ ('x' * 100000) | replace('', 'y' * 1000000) }}",
        "{{ [('y' * 1000000)] * 9 }}", "{{ (['a'] * 100000) | join('b' * 1000) }}", "{{ '' .ljust(2000000000, 'é') }}",
        "{{ ([1] * 1000) | tojson(indent='x' * 100000) }}",
    ])
    func hugeTextRunsOutOfBytes(source: String) {
        #expect(limit(of: source) == .outputBytes, "\(source)")
    }

    @Test(arguments: [
        "{{ range(1000000000) }}", "{{ range(100001) }}", "{{ range(-9000000000000000000, 9000000000000000000) }}",
        "{{ [1, 2] * 9000000000000000000 }}", "{{ [1] * 100001 }}", "{{ [1] | batch(3000000, 0) | list }}",
        "{{ [1] | slice(200000) | list }}", "{{ ('a' * 200000) | list | length }}",
    ])
    func hugeListsRunOutOfItems(source: String) {
        #expect(limit(of: source) == .items, "\(source)")
    }

    @Test(arguments: [
        String(repeating: "(", count: 3000) + "1" + String(repeating: ")", count: 3000),
        String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
        String(repeating: "not ", count: 3000) + "1", String(repeating: "-", count: 3000) + "1",
        String(repeating: "1 if 1 else ", count: 3000) + "1",
        String(repeating: "{1:", count: 3000) + "1" + String(repeating: "}", count: 3000),
        String(repeating: "range(", count: 3000) + "1" + String(repeating: ")", count: 3000),
        String(repeating: "1[", count: 3000) + "1" + String(repeating: "]", count: 3000),
    ])
    func deepExpressionsRunOutOfDepth(expression: String) {
        #expect(limit(of: "{{ " + expression + " }}") == .depth, "\(expression.prefix(20))")
    }

    @Test func deepBlocksRunOutOfDepth() {
        let source =
            String(repeating: "{% if 1 %}", count: 3000) + String(repeating: "{% endif %}", count: 3000)
        #expect(limit(of: source) == .depth)
        #expect(
            limit(
                of: "{% set " + String(repeating: "(", count: 3000) + "a" + String(repeating: ")", count: 3000)
                    + " = 1 %}") == .depth)
    }

    @Test(arguments: [
        "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{{ caller is defined }}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for a in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}",
        "{% set ns = namespace(x={}) %}{% for a in range(100000) %}{% set ns.x = {1: ns.x} %}{% endfor %}",
        "{% set ns = namespace(x=1) %}{% for a in range(100000) %}{% set ns.x = (ns.x, 1) %}{% endfor %}",
    ])
    func recursionRunsOutOfDepth(source: String) {
        #expect(limit(of: source) == .depth, "\(source)")
    }

    @Test func sharedListsDoNotMultiply() {
        let doubling =
            "{% set ns = namespace(x=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"
        #expect(limit(of: doubling + "{{ ns.x }}", operations: 200_000) == .operations)
        #expect(limit(of: doubling + "{{ ns.x | tojson }}", operations: 200_000) == .operations)
        #expect(limit(of: doubling + "{% if [ns.x] == [ns.x] %}{% endif %}", operations: 200_000) == .operations)
    }

    @Test func namespacesThatHoldThemselvesAreReleased() throws {
        let source =
            "{% set a = namespace() %}{% set a.me = a %}{% for i in range(20000) %}{% set a.me = namespace(x=a.me) %}{% endfor %}x"
        #expect(try ChatTemplate.text(source) == "x")
        #expect(try ChatTemplate.text("{% macro m() %}{{ m }}{% endmacro %}{% set q = m %}x") == "x")
    }

    @Test func manyFlatOperatorsAreNotDeep() throws {
        #expect(
            try ChatTemplate.text("{{ " + Array(repeating: "1", count: 5000).joined(separator: " + ") + " }}") == "5000"
        )
        #expect(try ChatTemplate.text("{{ 'a'" + String(repeating: " ~ 'b'", count: 5000) + " }}").utf8.count == 5001)
        #expect(try ChatTemplate.text("{{ 'a'" + String(repeating: ".strip()", count: 5000) + " }}") == "a")
        #expect(try ChatTemplate.text("{{ 'a'" + String(repeating: "|trim", count: 5000) + " }}") == "a")
    }

    @Test func aLongTemplateAndDeepInputAreLimits() {
        #expect(limit(of: String(repeating: "a", count: 2 << 20)) == .sourceBytes)
        var deep = JSONValue.array([])
        for _ in 0..<200 { deep = .array([deep]) }
        var extra = JSONObject()
        extra["deep"] = deep
        #expect(limit(of: "x", [ChatMessage(role: "user", content: "", extra: extra)]) == .depth)
    }

    @Test func longMessagesStayWithinTheLimits() throws {
        let content = String(repeating: "Some words, ünd so weiter.\n", count: 100_000)
        let source =
            "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content | trim + '<|im_end|>\\n' }}{% endfor %}"
        let chat = try ChatTemplate(source: source).render([ChatMessage(role: "user", content: content)])
        #expect(chat.text.utf8.count == content.utf8.count - 1 + 28)
    }
}
