import ArgumentParser
import AttuneJSON
import AttuneReports
import AttuneTensor
import AttuneTraining
import Foundation

/// The command `attune doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Shows the engine, the processor, memory and devices.",
        discussion: "attune doctor --json")
    @OptionGroup var out: OutputOptions

    func run() throws {
        let memory = Int(ProcessInfo.processInfo.physicalMemory)
        let facts: [(key: String, text: String, value: JSONValue)] = [
            ("engine", "libtorch \(Engine.version)", .string(Engine.version)),
            ("kernels", Engine.kernels, .string(Engine.kernels)),
            ("processor", Engine.processorCapability, .string(Engine.processorCapability)),
            (
                "bfloat16", Engine.hasNativeBFloat16 ? "native" : "not native: fp32 trains faster here",
                .bool(Engine.hasNativeBFloat16)
            ),
            ("threads", "\(Engine.threadCount)", .integer(Int64(Engine.threadCount))),
            ("memory", Figures.bytes(memory), .integer(Int64(memory))),
            (
                "available", Figures.bytes(ProcessMemory.availableBytes), .integer(Int64(ProcessMemory.availableBytes))
            ),
            ("cuda", "\(Engine.cudaDeviceCount) devices", .integer(Int64(Engine.cudaDeviceCount))),
            ("cache", Cache.folder, .string(Cache.folder)),
        ]
        if out.json {
            let object = JSONObject(facts.map { (key: $0.key, value: $0.value) })
            return out.output.line(JSONValue.object(object).encoded(pretty: true))
        }
        for fact in facts {
            let space = String(repeating: " ", count: 11 - fact.key.count)
            out.output.line(out.output.styled(fact.key, .bold) + space + fact.text)
        }
    }
}
