internal import Foundation

/// What the kernel says about this process's memory.
public enum ProcessMemory {
    /// The most bytes that have been resident since the process started: VmHWM of /proc/self/status.
    public static var peakBytes: Int { value(of: "VmHWM:") }
    /// The bytes that are resident now.
    public static var currentBytes: Int { value(of: "VmRSS:") }

    /// The bytes that the kernel could still give to this machine's processes.
    public static var availableBytes: Int { value(of: "MemAvailable:", in: "/proc/meminfo") }

    private static func value(of key: String, in path: String = "/proc/self/status") -> Int {
        guard let data = FileManager.default.contents(atPath: path) else { return 0 }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasPrefix(key) {
            let digits = line.split(whereSeparator: \.isWhitespace).dropFirst().first
            return (digits.flatMap { Int($0) } ?? 0) * 1024
        }
        return 0
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) * 1e-18
    }
}
