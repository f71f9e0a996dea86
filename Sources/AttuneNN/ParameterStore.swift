public import AttuneTensor

/// All parameters of a model in checkpoint order: the one list for loading, optimizer and saving.
public final class ParameterStore {
    /// The parameters in the order in which the model declared them.
    ///
    /// A tied weight is here once.
    public private(set) var parameters: [Parameter] = []
    /// The type that products read.
    public let computeType: DType
    /// Where the parameters live.
    public let device: Device
    /// The type of matrices' gradients: float32 when several micro-batches add up, else the compute type.
    public var gradientType: DType
    /// The micro-batch that layers draw numbers by chance for; nil outside training, when nothing is drawn.
    public var draw: Draw?

    /// Makes an empty store.
    public init(computeType: DType, device: Device = .cpu) {
        self.computeType = computeType
        self.device = device
        gradientType = computeType
    }

    /// Makes a parameter with memory of its own.
    public func make(_ name: String, _ shape: [Int], _ role: ParameterRole) throws -> Parameter {
        register(Parameter(name: name, role: role, value: try .empty(shape, computeType, on: device)))
    }

    /// Makes a parameter around memory that is there already.
    func register(_ parameter: Parameter) -> Parameter {
        parameters.append(parameter)
        return parameter
    }

    /// Lets go of the parameters of adapters that have been taken off.
    public func removeAdapters() { parameters.removeAll { $0.role == .adapter } }

    /// The parameter of this name.
    public subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }

    /// The number of weights, tied ones counted once.
    public var elementCount: Int { parameters.reduce(0) { $0 + $1.elementCount } }

    /// A scope for the names of a part of the model.
    public func scope(_ prefix: String) -> ParameterScope { ParameterScope(store: self, prefix: prefix) }

    /// Forgets all gradients before a step; keeps their memory unless `releasing`.
    public func clearGradients(releasing: Bool = false) {
        for parameter in parameters { parameter.clearGradient(releasing: releasing) }
    }
}

/// A place in the tree of names; parameters are declared through it.
public struct ParameterScope {
    /// The store that receives the parameters.
    public let store: ParameterStore
    /// What every name of this scope begins with.
    public let prefix: String

    /// The scope one level below.
    public func scope(_ name: String) -> ParameterScope {
        ParameterScope(store: store, prefix: prefix.isEmpty ? name : prefix + "." + name)
    }

    /// Makes the parameter `prefix.name`.
    public func make(_ name: String, _ shape: [Int], _ role: ParameterRole) throws -> Parameter {
        try store.make(prefix.isEmpty ? name : prefix + "." + name, shape, role)
    }
}
