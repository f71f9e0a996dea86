internal import Dispatch
internal import Synchronization

/// Work on another thread whose result somebody waits for.
final class BackgroundWork<Result: Sendable>: Sendable {
    private let found = Mutex<Result?>(nil)
    private let isDone = DispatchGroup()

    /// Starts the work when everything before it on the queue is done.
    init(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Result) {
        queue.async(group: isDone) { [self] in
            let result = work()
            found.withLock { $0 = result }
        }
    }

    /// The result, when it is there; for the first who asks.
    func result() -> Result {
        isDone.wait()
        guard let result = found.withLock({ $0.take() }) else { preconditionFailure("the result was taken before") }
        return result
    }
}
