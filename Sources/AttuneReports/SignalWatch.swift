public import AttuneTraining
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Turns signals into wishes of a run: SIGINT and SIGTERM finish the step, save and end; a second one ends at once.
///
/// SIGUSR1 asks for a checkpoint. A closed pipe is ignored.
public final class SignalWatch {
    private let hearing: Hearing
    private let sources: [any DispatchSourceSignal]

    /// Watches for the life of the object.
    public init(_ stop: StopFlag, console: Console) {
        let hearing = Hearing(stop, console)
        let queue = DispatchQueue(label: "attune.signals")
        signal(SIGPIPE, SIG_IGN)
        self.hearing = hearing
        sources = [SIGINT, SIGTERM, SIGUSR1].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { hearing.hear(number) }
            source.resume()
            return source
        }
    }

    /// The exit code of a run that a signal has ended; nil when none has.
    public var exitCode: Int32? { hearing.exitCode }
}

/// What was heard so far; shared with the queue of the signals.
private final class Hearing: Sendable {
    private let received = Atomic<Int32>(0)
    private let stop: StopFlag
    private let console: Console

    init(_ stop: StopFlag, _ console: Console) {
        self.stop = stop
        self.console = console
    }

    var exitCode: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : 128 + number
    }

    func hear(_ number: Int32) {
        if number == SIGUSR1 { return stop.requestCheckpoint() }
        if received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
        console.line("stopping after this step and saving; a second signal stops at once")
        stop.requestStop()
    }
}
