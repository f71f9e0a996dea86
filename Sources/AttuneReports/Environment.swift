internal import AttuneFormats
internal import AttuneJSON
internal import AttuneTensor
internal import Foundation

/// What a run ran on, as `environment.json` keeps it.
enum Environment {
    static var json: JSONValue {
        .object([
            ("libtorch", .string(Engine.version)), ("processor", .string(Engine.processorCapability)),
            ("kernels", .string(Engine.kernels)), ("native_bfloat16", .bool(Engine.hasNativeBFloat16)),
            ("threads", .integer(Int64(Engine.threadCount))),
            ("memory_bytes", .integer(Int64(ProcessInfo.processInfo.physicalMemory))),
            ("system", .string(ProcessInfo.processInfo.operatingSystemVersionString)),
        ])
    }

    static func write(to folder: String) throws {
        try AtomicFile.write(json.encoded(pretty: true) + "\n", to: folder + "/environment.json")
    }
}
