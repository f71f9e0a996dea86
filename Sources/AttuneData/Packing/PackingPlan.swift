/// Which documents each optimizer step of each epoch takes: a pure function of lengths, options and seed.
///
/// Bins are made once, so every epoch has the same number of steps and the total is known before the first one.
public struct PackingPlan: Sendable, Equatable {
    /// The options the plan was made with.
    public let options: PackingOptions
    /// The steps of an epoch.
    public let stepsPerEpoch: Int
    /// The tokens of an epoch.
    public let tokensPerEpoch: Int
    /// The number of documents in an epoch, repetitions counted.
    public let documentCount: Int

    private let bins: Bins
    private let documents: [Int32]
    private let binsPerStep: Int
    private let binsPerMicroBatch: Int

    /// Makes a plan over all documents, each once an epoch.
    ///
    /// - Throws: `PackingError` when the options do not fit together, there is no document, or one is too long.
    public init(lengths: [Int32], options: PackingOptions) throws {
        try self.init(lengths: lengths, documents: (0..<Int32(lengths.count)).map { $0 }, options: options)
    }

    /// Makes a plan over chosen documents; a number that occurs twice is taken twice an epoch.
    ///
    /// - Throws: `PackingError` when the options do not fit together, there is no document, or one is too long.
    public init(lengths: [Int32], documents: [Int32], options: PackingOptions) throws {
        (binsPerStep, binsPerMicroBatch) = try Self.binCounts(options)
        let chosen = try Self.chosenLengths(lengths, documents, maxLength: options.maxLength)
        self.options = options
        self.documents = documents
        bins = Self.makeBins(chosen, options)
        documentCount = documents.count
        tokensPerEpoch = chosen.reduce(0) { $0 + Int($1) }
        stepsPerEpoch = (bins.count + binsPerStep - 1) / binsPerStep
    }

    /// The number of bins, which is the number of documents when nothing is packed.
    public var binCount: Int { bins.count }

    /// The share of the bins' capacity that holds tokens.
    public var efficiency: Double { Double(tokensPerEpoch) / (Double(binCount) * Double(options.maxLength)) }

    /// The number of optimizer steps of a run.
    ///
    /// - Parameters:
    ///   - epochs: whole epochs.
    ///   - maxSteps: ends the run earlier, when set.
    /// - Returns: `maxSteps` at most.
    public func totalSteps(epochs: Int, maxSteps: Int? = nil) -> Int {
        let (all, overflow) = stepsPerEpoch.multipliedReportingOverflow(by: max(0, epochs))
        return min(overflow ? Int.max : all, maxSteps ?? Int.max)
    }

    /// The order in which an epoch takes the bins.
    public func order(epoch: Int) -> [Int32] {
        guard options.shuffle else { return (0..<Int32(bins.count)).map { $0 } }
        let stream = UInt64(truncatingIfNeeded: epoch) << 8 | RandomStream.epochOrder.rawValue
        return Philox(seed: options.seed).permutation(count: bins.count, stream: stream)
    }

    /// The documents of each micro-batch of a step, in the order they are laid out.
    ///
    /// - Parameters:
    ///   - step: the step of the epoch; past the last one the result is empty.
    ///   - order: the epoch's `order(epoch:)`.
    /// - Returns: one list of documents a micro-batch; the last step of an epoch may have fewer.
    public func microBatches(step: Int, order: [Int32]) -> [[Int32]] {
        guard step >= 0, step < stepsPerEpoch, order.count == bins.count else { return [] }
        let end = min((step + 1) * binsPerStep, bins.count)
        return stride(from: step * binsPerStep, to: end, by: binsPerMicroBatch).map { start in
            order[start..<min(start + binsPerMicroBatch, end)].flatMap { bin in
                bins.documents(of: Int(bin)).map { documents[Int($0)] }
            }
        }
    }
}

extension PackingPlan {
    private static func makeBins(_ lengths: [Int32], _ options: PackingOptions) -> Bins {
        if case .documents = options.stepSize { return .single(documentCount: lengths.count) }
        guard options.packing else { return .single(documentCount: lengths.count) }
        return options.shuffle
            ? .bestFitDecreasing(lengths: lengths, capacity: options.maxLength)
            : .nextFit(lengths: lengths, capacity: options.maxLength)
    }

    private static func binCounts(_ options: PackingOptions) throws(PackingError) -> (step: Int, microBatch: Int) {
        guard options.maxLength > 0, options.maxLength <= Int(Int32.max) else {
            throw .outOfRange(key: "data.max_length", value: options.maxLength)
        }
        switch options.stepSize {
        case .tokens(let step, let microBatch):
            guard step >= options.maxLength else {
                throw .lessThanOneBin(key: "training.tokens_per_step", tokens: step, maxLength: options.maxLength)
            }
            guard microBatch >= options.maxLength else {
                throw .lessThanOneBin(
                    key: "training.micro_batch_tokens", tokens: microBatch, maxLength: options.maxLength)
            }
            return (step / options.maxLength, min(microBatch, step) / options.maxLength)
        case .documents(let documents, let microBatches):
            guard documents > 0 else { throw .outOfRange(key: "training.batch_size", value: documents) }
            let (product, overflow) = documents.multipliedReportingOverflow(by: microBatches)
            guard microBatches > 0, !overflow, product <= Int(Int32.max) else {
                throw .outOfRange(key: "training.gradient_accumulation", value: microBatches)
            }
            return (product, documents)
        }
    }

    private static func chosenLengths(
        _ lengths: [Int32], _ documents: [Int32], maxLength: Int
    ) throws(PackingError) -> [Int32] {
        guard !documents.isEmpty else { throw .noDocuments }
        guard documents.count <= Int(Int32.max) else { throw .tooManyDocuments(count: documents.count) }
        var chosen: [Int32] = []
        chosen.reserveCapacity(documents.count)
        for document in documents {
            guard lengths.indices.contains(Int(document)) else { throw .unknownDocument(number: Int(document)) }
            let length = lengths[Int(document)]
            guard length > 0, Int(length) <= maxLength else {
                throw .badLength(document: Int(document), length: Int(length), maxLength: maxLength)
            }
            chosen.append(length)
        }
        return chosen
    }
}

/// What random numbers are drawn for, so that no two uses share a stream.
enum RandomStream: UInt64 {
    case epochOrder = 1
    case sourceSelection = 2
    /// The documents that are held out for validation.
    case heldOut = 3
    /// The hash functions of MinHash signatures.
    case minHash = 4
    /// Which rows go into which part of a split.
    case split = 5
    /// Which rows a mix or a balance takes.
    case rowChoice = 6
}
