/// The names of one block; lookups go outwards.
///
/// A block has few names, so they are searched one by one.
final class TemplateScope {
    private var entries: [(id: Int, value: TemplateValue)] = []
    let parent: TemplateScope?

    init(parent: TemplateScope?) { self.parent = parent }

    subscript(id: Int) -> TemplateValue? {
        get {
            var scope: TemplateScope? = self
            while let here = scope {
                if let value = here.own(id) { return value }
                scope = here.parent
            }
            return nil
        }
        set {
            if let place = entries.firstIndex(where: { $0.id == id }) {
                if let newValue { entries[place].value = newValue } else { entries.remove(at: place) }
            } else if let newValue {
                entries.append((id, newValue))
            }
        }
    }

    /// The value in this very scope.
    func own(_ id: Int) -> TemplateValue? {
        for entry in entries where entry.id == id { return entry.value }
        return nil
    }

    /// Drops everything, which breaks cycles through macros.
    func clear() { entries.removeAll(keepingCapacity: true) }
}
