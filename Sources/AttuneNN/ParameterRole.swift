/// What a parameter is for; weight decay and the type of gradients depend on it.
public enum ParameterRole: String, Sendable, CaseIterable {
    /// The weight of a linear layer.
    case matrix
    /// The scale of a norm.
    case norm
    /// The bias of a linear layer.
    case bias
    /// The weight of a head of its own.
    case head
    /// A matrix of an adapter.
    case adapter
    /// The token embedding; also the head's weight when they are tied.
    case embedding
}
