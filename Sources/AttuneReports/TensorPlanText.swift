internal import AttuneTraining

/// The plan tensor by tensor: what trains, in how many steps, at which factor; layers that do the same share a line.
struct TensorPlanText {
    private let plan: RunPlan

    init(_ plan: RunPlan) { self.plan = plan }

    /// A table; for a run that trains everything in every step one line for each sort of tensor.
    var lines: [String] {
        var table = TextTable(["tensor", "shape", "trains", "rate"])
        for row in rows {
            table.add([row.name, row.shape, row.use, row.rate])
        }
        return table.lines
    }

    private struct Row {
        let name: String
        let shape: String
        let use: String
        let rate: String
    }

    private struct Key: Hashable {
        let pattern: String
        let use: String
        let shape: String
    }

    /// Tensors of one sort and use, with their layers and factors.
    private struct Sort {
        var layers: [Int] = []
        var factors: [Double] = []
    }

    private var rows: [Row] {
        var order: [Key] = []
        var sorts: [Key: Sort] = [:]
        for tensor in plan.tensors {
            let (pattern, layer) = Self.pattern(tensor.name)
            let key = Key(
                pattern: pattern, use: use(tensor), shape: tensor.shape.map(String.init).joined(separator: " x "))
            if sorts[key] == nil { order.append(key) }
            if let layer { sorts[key, default: Sort()].layers.append(layer) }
            sorts[key, default: Sort()].factors.append(tensor.trains ? tensor.factor : 0)
        }
        return order.map { key in
            let sort = sorts[key] ?? Sort()
            let layers = Self.ranges(sort.layers.sorted())
            return Row(
                name: key.pattern.replacing("{}", with: sort.layers.count > 1 ? "{\(layers)}" : layers),
                shape: key.shape, use: key.use, rate: Self.rate(sort.factors))
        }
    }

    private func use(_ tensor: TensorPlan) -> String {
        if !tensor.trains { return "rests" }
        if tensor.steps == plan.totalSteps { return "every step" }
        return "\(tensor.steps) of \(plan.totalSteps) steps"
    }

    /// The name with the layer's number taken out.
    private static func pattern(_ name: String) -> (pattern: String, layer: Int?) {
        var parts = name.split(separator: ".").map(String.init)
        guard let place = parts.firstIndex(of: "layers"), place + 1 < parts.count, let layer = Int(parts[place + 1])
        else { return (name, nil) }
        parts[place + 1] = "{}"
        return (parts.joined(separator: "."), layer)
    }

    /// Numbers with those in a row put together: 0-3,7.
    private static func ranges(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    private static func rate(_ factors: [Double]) -> String {
        guard let low = factors.min(), let high = factors.max(), high > 0 else { return "-" }
        let texts = [low, high].map { $0 < 0.001 ? Figures.scientific($0) : Figures.fixed($0, 3) }
        return low == high ? "x \(texts[0])" : "x \(texts[0]) to \(texts[1])"
    }
}
