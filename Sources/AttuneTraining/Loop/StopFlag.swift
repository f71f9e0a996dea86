internal import Synchronization

/// Wishes from outside the training thread, read once a step.
public final class StopFlag: Sendable {
    private let stop = Atomic<Bool>(false)
    private let save = Atomic<Bool>(false)

    /// A flag that nobody has raised.
    public init() {}

    /// Asks the run to finish its step, save and end.
    public func requestStop() { stop.store(true, ordering: .relaxed) }

    /// Whether the run should end.
    public var isStopRequested: Bool { stop.load(ordering: .relaxed) }

    /// Asks for a checkpoint after the current step.
    public func requestCheckpoint() { save.store(true, ordering: .relaxed) }

    /// Whether a checkpoint was asked for; asking this forgets the wish.
    public func takeCheckpointRequest() -> Bool { save.exchange(false, ordering: .relaxed) }
}
