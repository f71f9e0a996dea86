internal import AttuneErrors
internal import AttuneFormats
internal import AttuneJSON
public import AttuneTraining
internal import Foundation

/// A run with its readers: console, metrics file and report are fed from the event stream of one training thread.
public struct TrainingRun {
    private let recipe: Recipe
    private let mode: RunMode
    private let console: Console

    /// A run of a recipe; text for people goes to `console`.
    public init(_ recipe: Recipe, mode: RunMode, console: Console) {
        self.recipe = recipe
        self.mode = mode
        self.console = console
    }

    /// Trains on a thread of its own and returns the report; nil when a finished run was to be resumed.
    ///
    /// The readers stay to the end, so a save that fails is seen.
    public func run(until stop: StopFlag) async throws -> RunReport? {
        let readers = RunReaders(console: console, folder: recipe.output.directory ?? "runs/run")
        var result: RunReport?
        for try await message in events(until: stop) {
            switch message {
            case .event(let event): try readers.hear(event)
            case .result(let report): result = report
            }
        }
        if let result { try readers.close(result) }
        return result
    }

    private enum Message: Sendable {
        case event(RunEvent)
        case result(RunReport?)
    }

    private func events(until stop: StopFlag) -> AsyncThrowingStream<Message, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Message.self)
        let job = TrainingJob(recipe: recipe, mode: mode) { ModelCard($0).markdown }
        let thread = Thread {
            do {
                let report = try job.run(until: stop) { continuation.yield(.event($0)) }
                continuation.yield(.result(report))
                continuation.finish()
            } catch { continuation.finish(throwing: error) }
        }
        thread.stackSize = 16 << 20
        thread.start()
        return stream
    }
}

/// What listens to a run.
private final class RunReaders {
    private let reporter: ConsoleReporter
    private let folder: String
    private var metrics: MetricsFile?

    init(console: Console, folder: String) {
        reporter = ConsoleReporter(console)
        self.folder = folder
    }

    func hear(_ event: RunEvent) throws {
        if case .planned(let plan) = event {
            metrics = try MetricsFile(path: folder + "/metrics.jsonl", keepingStep: plan.firstStep)
            try Environment.write(to: folder)
        }
        if case .step(let report) = event { metrics?.append(report.json) }
        if case .phaseDone(let report) = event { metrics?.append(report.json) }
        if case .evaluation(let report) = event { metrics?.append(report.json) }
        reporter.hear(event)
    }

    func close(_ report: RunReport) throws {
        guard report.reason != "stopped" else { return }
        try AtomicFile.write(report.json.encoded(pretty: true) + "\n", to: folder + "/report.json")
        try RunPage.write(report, folder: folder)
    }
}
