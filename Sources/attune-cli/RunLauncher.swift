import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTraining

/// Runs a recipe under the eye of signals, and prints its report when asked for JSON.
struct RunLauncher {
    let recipe: Recipe
    let mode: RunMode
    let output: Console
    let messages: Console
    let json: Bool

    func launch() async throws {
        let stop = StopFlag()
        let watch = SignalWatch(stop, console: messages)
        let report = try await TrainingRun(recipe, mode: mode, console: messages).run(until: stop)
        if json, let report { output.line(report.json.encoded(pretty: true)) }
        if report?.reason == "stopped", let code = watch.exitCode { throw ExitCode(code) }
    }
}
