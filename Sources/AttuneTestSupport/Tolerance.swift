/// The one table of tolerances.
///
/// Loosening an entry needs its reason in the commit.
public enum Tolerance {
    /// One float32 operator against the reference, relative to the largest value of the tensor.
    public static let operator32: Double = 2e-5
    /// A whole float32 model, forward or gradients, relative to the largest value of the tensor.
    public static let model32: Double = 5e-5
    /// Weights after a few optimizer steps, relative to the largest value of the tensor.
    public static let trained32: Double = 1e-4
    /// A loss over many optimizer steps, absolute.
    public static let curve32: Double = 1e-4
    /// One bfloat16 operator against float32, relative to the largest value of the tensor.
    public static let operatorBF16: Double = 1.2e-2
}
