/// Safetensors files put together by hand.
enum SafetensorsBytes {
    /// A file of a header and its data.
    static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
        file(headerBytes: UInt64(header.utf8.count), header, data)
    }

    /// A file whose header claims another length.
    static func file(headerBytes: UInt64, _ header: String, _ data: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: headerBytes)
        return bytes + Array(header.utf8) + data
    }

    /// The header's member of a tensor.
    static func entry(_ name: String, _ type: String = "F32", _ shape: String, _ offsets: String) -> String {
        #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    /// Bytes that do not matter.
    static func data(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
