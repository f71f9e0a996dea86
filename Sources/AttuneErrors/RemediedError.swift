/// An error that says what is wrong and what to do about it.
///
/// Commands print `error:` and the problem, then `fix:` and the remedy, and exit with the code of the failure kind.
public protocol RemediedError: Error, CustomStringConvertible, Sendable {
    /// What is wrong, and where: file, line, key, expected and found.
    var problem: String { get }
    /// What the reader can do about it.
    var remedy: String { get }
    /// Which of the documented exit codes the failure belongs to.
    var failureKind: FailureKind { get }
}

extension RemediedError {
    /// `error:` and `fix:` on two lines.
    public var description: String { "error: \(problem)\nfix: \(remedy)" }
    /// A run-time failure, unless the error says otherwise.
    public var failureKind: FailureKind { .runtime }
}

/// The documented exit codes of the program.
public enum FailureKind: Int32, Sendable, CaseIterable {
    /// Something failed while running: a model file, the disk, the engine.
    case runtime = 1
    /// The command line or the recipe is wrong.
    case usage = 2
    /// The data is wrong.
    case data = 3
    /// Memory ran out.
    case outOfMemory = 4
    /// A loss or a gradient stopped being a finite number.
    case nonFinite = 5
}
