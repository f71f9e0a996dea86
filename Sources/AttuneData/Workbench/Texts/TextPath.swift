internal import AttuneJSON

/// Where a text lies inside of a row, such as `messages[2].content`.
struct TextPath: Sendable, Equatable {
    /// One step down.
    enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    private(set) var steps: [Step]

    init(_ key: String) { steps = [.key(key)] }

    /// The member of an object.
    func at(_ key: String) -> TextPath { appending(.key(key)) }

    /// The element of a list.
    func at(_ index: Int) -> TextPath { appending(.index(index)) }

    private func appending(_ step: Step) -> TextPath {
        var path = self
        path.steps.append(step)
        return path
    }
}

extension TextPath: CustomStringConvertible {
    /// The path as messages show it.
    var description: String {
        steps.reduce("") { text, step in
            switch step {
            case .key(let key): text.isEmpty ? key : "\(text).\(key)"
            case .index(let index): "\(text)[\(index)]"
            }
        }
    }
}

extension JSONObject {
    /// Puts another text in the place of the one at a path; a path that leads nowhere changes nothing.
    mutating func replace(at path: TextPath, with text: String) {
        guard case .object(let changed) = JSONValue.object(self).replacing(path.steps[...], text) else { return }
        self = changed
    }
}

extension JSONValue {
    fileprivate func replacing(_ steps: ArraySlice<TextPath.Step>, _ text: String) -> JSONValue {
        guard let step = steps.first else { return .string(text) }
        switch (self, step) {
        case (.object(var object), .key(let key)):
            guard let inner = object[key] else { return self }
            object[key] = inner.replacing(steps.dropFirst(), text)
            return .object(object)
        case (.array(var elements), .index(let index)):
            guard elements.indices.contains(index) else { return self }
            elements[index] = elements[index].replacing(steps.dropFirst(), text)
            return .array(elements)
        default: return self
        }
    }
}
