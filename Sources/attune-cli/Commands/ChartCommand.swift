import ArgumentParser
import AttuneFormats
import AttuneJSON
import AttuneReports

/// The command `attune chart`, which scripts use.
struct ChartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chart", abstract: "Draws a chart that is described in JSON.",
        discussion: "attune chart speed.json -o speed.svg", shouldDisplay: false)

    @Argument(help: "The description: kind, title, series.") var description: String
    @Option(name: [.short, .customLong("output")], help: "The picture to write.") var output: String

    func run() throws {
        let file = try MappedFile(path: description)
        let value = try withExtendedLifetime(file) { try JSONParser.parse(file.bytes) }
        try AtomicFile.write(ChartFile.svg(value), to: output)
    }
}
