/// Where a part of a recipe was written.
public enum RecipePlace: Sendable, Equatable, CustomStringConvertible {
    /// In a file; line and column count from 1.
    case file(name: String, line: Int, column: Int)
    /// In an argument of the command line.
    case argument(String)
    /// In a value that was built in Swift.
    case value

    /// `name:line:column`, or which argument it is.
    public var description: String {
        switch self {
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .argument(let argument): "argument \(argument)"
        case .value: "recipe"
        }
    }
}
