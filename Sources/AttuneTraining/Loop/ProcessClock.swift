internal import Foundation

/// Time since the process started, by the kernel's own account.
public enum ProcessClock {
    /// Seconds since the process started, loading of libraries included.
    public static var secondsSinceStart: Double {
        guard let stat = FileManager.default.contents(atPath: "/proc/self/stat"),
            let uptime = FileManager.default.contents(atPath: "/proc/uptime"),
            let now = String(decoding: uptime, as: UTF8.self).split(separator: " ").first.flatMap({ Double($0) })
        else { return 0 }
        // The command's name is in parentheses and may hold spaces; field 22, the start, is the 20th after it.
        let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 19, let ticks = Double(fields[19]) else { return 0 }
        return max(0, now - ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
    }
}
