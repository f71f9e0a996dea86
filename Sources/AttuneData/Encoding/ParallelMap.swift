internal import Dispatch
internal import Synchronization

/// Applies a pure function to many items on all cores; the results keep the order of the items.
func parallelMap<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ transform: @Sendable (Item) -> Result
) -> [Result] {
    parallelPieces(items, transform).flatMap { $0 }
}

/// The same with the results in the pieces that they were made in, for callers who go through them once.
func parallelPieces<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ transform: @Sendable (Item) -> Result
) -> [[Result]] {
    let blockSize = 16
    let blockCount = (items.count + blockSize - 1) / blockSize
    guard blockCount > 1 else { return [items.map(transform)] }
    let blocks = Mutex([[Result]](repeating: [], count: blockCount))
    DispatchQueue.concurrentPerform(iterations: blockCount) { block in
        let start = block * blockSize
        let results = items[start..<min(start + blockSize, items.count)].map(transform)
        blocks.withLock { $0[block] = results }
    }
    return blocks.withLock { $0 }
}
