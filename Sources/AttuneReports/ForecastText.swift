public import AttuneTraining

/// What a run will need, as tables for a person: memory by part, settings that need less, time and cost by device.
public struct ForecastText {
    private let forecast: RunForecast
    private let price: Double?
    private let budget: Int?

    /// The text of a forecast; `price` is money an hour, `budget` bytes of memory.
    public init(_ forecast: RunForecast, price: Double? = nil, budget: Int? = nil) {
        self.forecast = forecast
        self.price = price
        self.budget = budget
    }

    /// Writes what trains, then the tables.
    public func write(to console: Console) {
        ConsoleReporter(console).hear(.planned(forecast.plan))
        for section in [memory, settings, time] {
            console.line()
            section.forEach(console.line)
        }
        console.line()
        console.line("Nothing was written. The forecast counts training; measurements before and after come on top.")
    }

    private var memory: [String] {
        let memory = forecast.plan.memory
        var table = TextTable(["memory at the peak", "bytes", "share"])
        for part in memory.parts.sorted(by: { $0.bytes > $1.bytes }) {
            let share = Figures.fixed(Double(part.bytes) / Double(max(1, memory.total)) * 100, 0)
            table.add([part.name, Figures.bytes(part.bytes), "\(share) %"])
        }
        table.add(["together", Figures.bytes(memory.total), ""])
        return table.lines
    }

    private var settings: [String] {
        var table = TextTable(["with these settings", "memory"] + (budget == nil ? [] : ["fits"]))
        for variant in forecast.variants {
            let total = variant.memory.total
            let name = variant.changes.isEmpty ? "the recipe as it is" : variant.changes.joined(separator: " ")
            table.add([name, Figures.bytes(total)] + (budget.map { [total <= $0 ? "yes" : "no"] } ?? []))
        }
        return table.lines
    }

    private var time: [String] {
        let devices = [forecast.machine] + ComputeRate.graphics
        var table = TextTable(["device", "a step", "training"] + (price == nil ? [] : ["cost"]) + ["because"])
        for device in devices {
            let seconds = forecast.seconds(at: device)
            let step = seconds / Double(max(1, forecast.plan.totalSteps))
            table.add(
                [device.device, Figures.duration(step), Figures.duration(seconds)]
                    + (price.map { [Figures.fixed($0 * seconds / 3600, 2)] } ?? []) + [device.source])
        }
        return table.lines
    }
}
