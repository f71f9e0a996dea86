/// A value inside the interpreter.
///
/// Lists and dictionaries cannot be changed, as in Jinja's immutable sandbox; only namespaces, loops and iterators hold
/// state, and the interpreter empties all namespaces at the end so that no cycle survives.
enum TemplateValue {
    case undefined(UndefinedReason)
    case none
    case boolean(Bool)
    case integer(Int)
    case double(Double)
    case text(MarkedText)
    case list(TemplateList)
    case tuple(TemplateList)
    case dictionary(TemplateDictionary)
    /// What filters such as `map` and `select` give: it can be walked once.
    case iterator(TemplateIterator)
    case namespace(TemplateNamespace)
    case loop(TemplateLoop)
    case macro(TemplateMacro)
    case function(TemplateFunction)
    case method(TemplateMethod)
    case cycler(TemplateCycler)

    static func string(_ text: String) -> TemplateValue { .text(MarkedText(text)) }
    static var emptyText: TemplateValue { .text(MarkedText()) }

    /// Python's truth value.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .boolean(let value): value
        case .integer(let value): value != 0
        case .double(let value): value != 0
        case .text(let text): !text.isEmpty
        case .list(let list), .tuple(let list): !list.items.isEmpty
        case .dictionary(let dictionary): dictionary.count > 0
        case .loop(let loop): loop.index >= 0
        case .iterator, .namespace, .macro, .function, .method, .cycler: true
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }

    /// The type, by its Python name.
    var type: TemplateType {
        switch self {
        case .undefined: .undefined
        case .none: .none
        case .boolean: .boolean
        case .integer: .integer
        case .double: .double
        case .text: .text
        case .list: .list
        case .tuple: .tuple
        case .dictionary: .dictionary
        case .iterator: .iterator
        case .namespace: .namespace
        case .loop: .loop
        case .macro: .macro
        case .function: .function
        case .method: .method
        case .cycler: .cycler
        }
    }

    /// The Python name of the type, for messages.
    var typeName: String { type.rawValue }

    /// How many levels of lists and dictionaries the value has.
    var depth: Int {
        switch self {
        case .list(let list), .tuple(let list): list.depth
        case .dictionary(let dictionary): dictionary.depth
        case .iterator(let iterator): iterator.depth
        case .method(let method): method.receiver.depth
        case .cycler(let cycler): cycler.items.depth
        default: 0
        }
    }
}

/// The Python name of a type.
enum TemplateType: String {
    case undefined = "Undefined"
    case none = "None"
    case boolean = "bool"
    case integer = "int"
    case double = "float"
    case text = "str"
    case list = "list"
    case tuple = "tuple"
    case dictionary = "dict"
    case iterator = "generator"
    case namespace = "Namespace"
    case loop = "LoopContext"
    case macro = "Macro"
    case function = "function"
    case method = "method"
    case cycler = "Cycler"
}

/// Why a value is not defined.
enum UndefinedReason {
    case variable(String)
    case member(String, of: TemplateType)
    case hint(String)

    var description: String {
        switch self {
        case .variable(let name): "'\(name)'"
        case .member(let name, let owner): "'\(name)' of a value of type \(owner.rawValue)"
        case .hint(let hint): hint
        }
    }
}

/// The items of a list or tuple.
struct TemplateList {
    let items: [TemplateValue]
    let depth: Int

    init(_ items: [TemplateValue]) {
        self.items = items
        depth = 1 + items.reduce(0) { max($0, $1.depth) }
    }
}

/// A sequence that is used up by walking it.
final class TemplateIterator {
    private let items: [TemplateValue]
    private var position = 0
    /// Why there are no more items, where making the next one failed.
    private let failure: TemplateError?
    let depth: Int

    init(_ items: [TemplateValue], failure: TemplateError? = nil) {
        self.items = items
        self.failure = failure
        depth = TemplateList(items).depth
    }

    func next() throws(TemplateError) -> TemplateValue? {
        guard position < items.count else {
            if let failure { throw failure }
            return nil
        }
        position += 1
        return items[position - 1]
    }

    func remaining() throws(TemplateError) -> [TemplateValue] {
        if let failure { throw failure }
        defer { position = items.count }
        return Array(items[position...])
    }
}

/// What `namespace(...)` makes: the one thing that a template can change from inside a loop.
final class TemplateNamespace {
    var members: [String: TemplateValue] = [:]
}

/// What `cycler(...)` and `joiner(...)` make.
final class TemplateCycler {
    let items: TemplateList
    let isJoiner: Bool
    var position = 0

    init(_ items: [TemplateValue], isJoiner: Bool) {
        self.items = TemplateList(items)
        self.isJoiner = isJoiner
    }
}

/// A method that was named but not yet called.
final class TemplateMethod {
    let receiver: TemplateValue
    let name: String

    init(receiver: TemplateValue, name: String) {
        self.receiver = receiver
        self.name = name
    }
}

/// A macro, or the body of a `call` block, with the scope that it was written in.
final class TemplateMacro {
    let syntax: TemplateMacroSyntax
    let scope: TemplateScope

    init(syntax: TemplateMacroSyntax, scope: TemplateScope) {
        self.syntax = syntax
        self.scope = scope
    }
}

/// The functions that every template can call.
enum TemplateFunction: String, CaseIterable {
    case range
    case dictionary = "dict"
    case namespace
    case cycler
    case joiner
    case raiseException = "raise_exception"
    case timeNow = "strftime_now"
}
