public import AttuneJSON
public import AttuneTraining

extension RunForecast {
    /// The forecast for machines: bytes, seconds of training by device, tokens.
    public var json: JSONValue {
        let parts = plan.memory.parts.map { (key: $0.name, value: JSONValue.integer(Int64($0.bytes))) }
        let times = ([machine] + ComputeRate.graphics).map { device in
            (key: device.device, value: JSONValue.number(seconds(at: device)))
        }
        return .object([
            ("steps", .integer(Int64(plan.totalSteps))), ("tokens_per_step", .number(tokensPerStep)),
            ("peak_memory_bytes", .integer(Int64(plan.memory.total))), ("memory", .object(JSONObject(parts))),
            ("seconds", .object(JSONObject(times))),
        ])
    }
}
