internal import CAttuneTorch

/// Where the time of this thread's work in the engine went.
public struct EngineProfile: Sendable, Equatable {
    /// A kind of work in a training step.
    public enum Part: Int32, Sendable, CaseIterable {
        /// The products of linear layers and of the head.
        case products = 0
        /// Attention, its products included.
        case attention = 1
        /// Norms with the residual path.
        case norms = 2
        /// The gated activation.
        case gates = 3
        /// Rotary positions.
        case rotary = 4
        /// Cross-entropy with its gradient.
        case loss = 5
        /// The optimizer and the norm of the gradients.
        case optimizer = 6
        /// Rows picked from tables and added to them.
        case tableRows = 7
    }

    /// A product of matrices, and how often it ran.
    public struct Product: Sendable, Equatable {
        /// How many products at once; 0 for a plain one.
        public let batch: Int
        /// The sizes: [rows, inner] times [inner, columns].
        public let rows, inner, columns: Int
        /// The type of the factors as they are multiplied.
        public let dtype: DType
        /// Whether a factor lies transposed in memory.
        public let firstIsTransposed, secondIsTransposed: Bool
        /// How often it ran.
        public let times: Int

        /// The floating-point operations of one run.
        public var operations: Double {
            2 * Double(max(1, batch)) * Double(rows) * Double(inner) * Double(columns)
        }

        /// Runs the product alone for some hundredths of a second, with all its memory there already.
        ///
        /// - Returns: the median seconds of one run.
        public func secondsAlone() throws -> Double {
            var seconds = 0.0
            var product = attune_product(
                batch: Int64(batch), rows: Int64(rows), inner: Int64(inner), columns: Int64(columns),
                dtype: dtype.rawValue, first_transposed: firstIsTransposed, second_transposed: secondIsTransposed,
                times: 1)
            try check(attune_product_time(&product, &seconds), "timing a product")
            return seconds
        }
    }

    /// The seconds of each part; work beside the engine's larger operations belongs to none.
    public let seconds: [Part: Double]
    /// All products by shape, attention's and the head's included.
    public let products: [Product]

    /// Runs the work and takes down where its time goes; work outside of this is not slowed.
    public static func record<Result>(_ work: () throws -> Result) throws -> (result: Result, profile: EngineProfile) {
        attune_profile_begin()
        defer { attune_profile_end() }
        let result = try work()
        return (result, try EngineProfile())
    }

    private init() throws {
        seconds = Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, attune_profile_seconds($0.rawValue)) })
        products = try (0..<attune_profile_product_count()).map { index in
            var found = attune_product()
            try check(attune_profile_product(index, &found), "reading a profile")
            return Product(
                batch: Int(found.batch), rows: Int(found.rows), inner: Int(found.inner), columns: Int(found.columns),
                dtype: DType(rawValue: found.dtype) ?? .float32, firstIsTransposed: found.first_transposed,
                secondIsTransposed: found.second_transposed, times: Int(found.times))
        }
    }
}
