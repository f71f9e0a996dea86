/// A moment as a calendar and a clock show it, for `strftime_now`.
public struct TemplateTime: Sendable, Codable, Equatable {
    /// The year, such as 2026.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 60.
    public var second: Int

    /// A moment; the time of day is midnight unless given.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Midnight of a day written as 2026-11-21; nil for any other text and for days that no month has.
    public init?(date: String) {
        let parts = date.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy({ digits.contains($0) }) else { return nil }
        let numbers = parts.map { part in part.reduce(0) { $0 * 10 + Int($1 - digits.lowerBound) } }
        guard (1...12).contains(numbers[1]), (1...Self.dayCount(numbers[1], of: numbers[0])).contains(numbers[2])
        else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The day as `init(date:)` reads it.
    public var date: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    private static func dayCount(_ month: Int, of year: Int) -> Int {
        let next =
            month == 12
            ? TemplateTime(year: year + 1, month: 1, day: 1) : TemplateTime(year: year, month: month + 1, day: 1)
        return next.dayNumber - TemplateTime(year: year, month: month, day: 1).dayNumber
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// Days since 0 March of year 0, by the Gregorian calendar.
    private var dayNumber: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    }

    /// 0 for Sunday.
    private var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 }

    private var dayOfYear: Int { dayNumber - TemplateTime(year: year, month: 1, day: 1).dayNumber + 1 }

    /// The moment as `strftime` writes it in the C locale.
    func formatted(_ format: String, line: Int) throws(TemplateError) -> String {
        var result = ""
        var isDirective = false
        var isUnpadded = false
        for character in format {
            guard isDirective else {
                if character == "%" { isDirective = true } else { result.append(character) }
                continue
            }
            if character == "-", !isUnpadded {
                isUnpadded = true
                continue
            }
            guard let part = directive(character, width: isUnpadded ? 1 : 2) else {
                throw .unsupported(line: line, feature: "the time format '%\(character)'")
            }
            result += part
            (isDirective, isUnpadded) = (false, false)
        }
        return result
    }

    private func directive(_ letter: Character, width: Int) -> String? {
        switch letter {
        case "d": padded(day, width)
        case "e": width == 1 ? "\(day)" : day < 10 ? " \(day)" : "\(day)"
        case "m": padded(month, width)
        case "y": padded(((year % 100) + 100) % 100, width)
        case "Y": padded(year, 4)
        case "H": padded(hour, width)
        case "I": padded((hour + 11) % 12 + 1, width)
        case "M": padded(minute, width)
        case "S": padded(second, width)
        case "j": padded(dayOfYear, width == 1 ? 1 : 3)
        case "p": hour < 12 ? "AM" : "PM"
        case "B": Self.months.indices.contains(month - 1) ? Self.months[month - 1] : nil
        case "b", "h": Self.months.indices.contains(month - 1) ? String(Self.months[month - 1].prefix(3)) : nil
        case "A": Self.days[weekday]
        case "a": String(Self.days[weekday].prefix(3))
        case "w": "\(weekday)"
        case "u": "\(weekday == 0 ? 7 : weekday)"
        case "F": date
        case "D": "\(padded(month, 2))/\(padded(day, 2))/\(padded(year % 100, 2))"
        case "T": "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
        case "R": "\(padded(hour, 2)):\(padded(minute, 2))"
        case "n": "\n"
        case "t": "\t"
        case "%": "%"
        default: nil
        }
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(abs(value))
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
