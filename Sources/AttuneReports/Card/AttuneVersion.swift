/// The version of the program.
public enum AttuneVersion {
    /// Its number, as `attune --version` prints it.
    public static let text = "0.1.0"
}
