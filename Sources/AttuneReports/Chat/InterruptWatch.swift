internal import Dispatch
internal import Foundation
internal import Synchronization

/// Turns SIGINT into the wish to stop an answer; a second one during the same answer ends the program.
final class InterruptWatch {
    private let state: State
    private let source: any DispatchSourceSignal

    private final class State: Sendable {
        let phase = Atomic<Phase>(.idle)
        let wasIdle = Atomic<Bool>(false)
    }

    private enum Phase: UInt8, AtomicRepresentable {
        case idle, answering, interrupted
    }

    /// Watches for the life of the object; `whenIdle` runs for a signal while nothing is answered.
    init(whenIdle: @escaping @Sendable () -> Void) {
        let state = State()
        self.state = state
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: DispatchQueue(label: "attune.interrupts"))
        source.setEventHandler {
            switch state.phase.load(ordering: .relaxed) {
            case .idle:
                state.wasIdle.store(true, ordering: .relaxed)
                whenIdle()
            case .answering: state.phase.store(.interrupted, ordering: .relaxed)
            case .interrupted: _exit(128 + SIGINT)
            }
        }
        source.resume()
    }

    deinit {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }

    /// Whether the answer should end.
    var isInterrupted: Bool { state.phase.load(ordering: .relaxed) == .interrupted }

    /// Whether a signal came while nothing was answered, since this was last asked.
    func takeIdleInterrupt() -> Bool { state.wasIdle.exchange(false, ordering: .relaxed) }

    /// Runs the writing of an answer.
    func answering<Result>(_ body: () throws -> Result) rethrows -> Result {
        state.phase.store(.answering, ordering: .relaxed)
        defer { state.phase.store(.idle, ordering: .relaxed) }
        return try body()
    }
}
