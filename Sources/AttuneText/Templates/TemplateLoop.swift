/// The state of one `for` loop, which the template sees as `loop`.
final class TemplateLoop {
    /// What is still to come, nearest last; with a condition some of it may be left out later.
    private var waiting: [TemplateValue]
    private var accepts: ((TemplateValue) throws(TemplateError) -> Bool)?
    private var peeked: TemplateValue?
    private(set) var current: TemplateValue?
    private(set) var previous: TemplateValue?
    private(set) var index = -1
    private var knownLength: Int?
    var lastChanged: [TemplateValue]?
    let syntax: TemplateLoopSyntax
    /// The scope around the loop, in which a recursive call renders it again.
    let scope: TemplateScope
    let depth: Int

    init(
        _ items: [TemplateValue], syntax: TemplateLoopSyntax, scope: TemplateScope, depth: Int,
        accepts: ((TemplateValue) throws(TemplateError) -> Bool)?
    ) {
        waiting = items.reversed()
        self.syntax = syntax
        self.scope = scope
        self.depth = depth
        self.accepts = accepts
        if accepts == nil { knownLength = items.count }
    }

    private func pull() throws(TemplateError) -> TemplateValue? {
        while let item = waiting.popLast() {
            guard let accepts else { return item }
            if try accepts(item) { return item }
        }
        return nil
    }

    /// Moves to the next item.
    func advance() throws(TemplateError) -> TemplateValue? {
        guard let item = try peek() else { return nil }
        peeked = nil
        index += 1
        previous = current
        current = item
        return item
    }

    /// The next item, without moving.
    func peek() throws(TemplateError) -> TemplateValue? {
        if let peeked { return peeked }
        peeked = try pull()
        return peeked
    }

    /// The number of items, for which a condition is tried on everything that is left.
    func length() throws(TemplateError) -> Int {
        if let knownLength { return knownLength }
        var rest: [TemplateValue] = []
        while let item = try pull() { rest.append(item) }
        let length = index + 1 + (peeked == nil ? 0 : 1) + rest.count
        knownLength = length
        waiting = rest.reversed()
        accepts = nil
        return length
    }
}
