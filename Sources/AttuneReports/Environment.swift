internal import AttuneFormats
internal import AttuneJSON
internal import AttuneTensor
internal import Foundation

/// What a run ran on, as `environment.json` keeps it.
enum Environment {
    static func write(to folder: String) throws {
        let value = JSONValue.object([
            ("libtorch", .string(Engine.version)), ("processor", .string(Engine.processorCapability)),
            ("kernels", .string(Engine.kernels)), ("native_bfloat16", .bool(Engine.hasNativeBFloat16)),
            ("threads", .integer(Int64(Engine.threadCount))),
            ("memory_bytes", .integer(Int64(ProcessInfo.processInfo.physicalMemory))),
            ("system", .string(ProcessInfo.processInfo.operatingSystemVersionString)),
        ])
        try AtomicFile.write(value.encoded(pretty: true) + "\n", to: folder + "/environment.json")
    }
}
