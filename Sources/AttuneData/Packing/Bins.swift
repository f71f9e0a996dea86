/// Documents sorted into bins, each bin a row of at most `capacity` tokens.
///
/// Documents are numbers of positions in the list of lengths; `documents(of:)` lists a bin's in the order they are laid out.
struct Bins: Sendable, Equatable {
    private var offsets: [Int] = [0]
    private var members: [Int32] = []

    /// The number of bins.
    var count: Int { offsets.count - 1 }

    /// The documents of a bin.
    func documents(of bin: Int) -> ArraySlice<Int32> { members[offsets[bin]..<offsets[bin + 1]] }

    /// One document a bin, in order.
    static func single(documentCount: Int) -> Bins {
        var bins = Bins()
        bins.offsets = Array(0...documentCount)
        bins.members = (0..<Int32(documentCount)).map { $0 }
        return bins
    }

    /// Documents in order; one that does not fit into the open bin closes it.
    static func nextFit(lengths: [Int32], capacity: Int) -> Bins {
        var bins = Bins()
        bins.members = (0..<Int32(lengths.count)).map { $0 }
        var used = 0
        for (document, length) in lengths.enumerated() {
            if document > 0, used + Int(length) > capacity {
                bins.offsets.append(document)
                used = 0
            }
            used += Int(length)
        }
        if !lengths.isEmpty { bins.offsets.append(lengths.count) }
        return bins
    }

    /// Longest documents first, each into the fullest bin that still has room (best-fit decreasing).
    ///
    /// Equal lengths keep their order, and of equally full bins the one filled last is taken, so the result is determined.
    static func bestFitDecreasing(lengths: [Int32], capacity: Int) -> Bins {
        var room = RoomIndex(capacity: capacity)
        var binOfDocument = [Int32](repeating: 0, count: lengths.count)
        var binSizes: [Int] = []
        let order = descending(lengths, capacity: capacity)
        for document in order {
            let length = Int(lengths[Int(document)])
            let (bin, free) = room.takeFullest(fitting: length) ?? (Int32(binSizes.count), capacity)
            if Int(bin) == binSizes.count { binSizes.append(0) }
            binSizes[Int(bin)] += 1
            binOfDocument[Int(document)] = bin
            room.put(bin, free: free - length)
        }
        return Bins(order: order, binOfDocument: binOfDocument, binSizes: binSizes)
    }

    private init() {}

    private init(order: [Int32], binOfDocument: [Int32], binSizes: [Int]) {
        for size in binSizes { offsets.append(offsets[offsets.count - 1] + size) }
        var next = offsets
        members = [Int32](repeating: 0, count: order.count)
        for document in order {
            let bin = Int(binOfDocument[Int(document)])
            members[next[bin]] = document
            next[bin] += 1
        }
    }

    /// Document numbers by falling length, equal lengths in order (a counting sort).
    private static func descending(_ lengths: [Int32], capacity: Int) -> [Int32] {
        var starts = [Int](repeating: 0, count: capacity + 2)
        for length in lengths { starts[capacity - Int(length) + 1] += 1 }
        for i in 1..<starts.count { starts[i] += starts[i - 1] }
        var order = [Int32](repeating: 0, count: lengths.count)
        for (document, length) in lengths.enumerated() {
            let bucket = capacity - Int(length)
            order[starts[bucket]] = Int32(document)
            starts[bucket] += 1
        }
        return order
    }
}

/// Open bins by the room they have left, with a bit set that finds the least sufficient room.
private struct RoomIndex {
    private var stacks: [[Int32]]
    private var words: [UInt64]

    init(capacity: Int) {
        stacks = Array(repeating: [], count: capacity + 1)
        words = [UInt64](repeating: 0, count: capacity / 64 + 1)
    }

    mutating func put(_ bin: Int32, free: Int) {
        guard free > 0 else { return }
        stacks[free].append(bin)
        words[free / 64] |= 1 << UInt64(free % 64)
    }

    mutating func takeFullest(fitting length: Int) -> (bin: Int32, free: Int)? {
        guard let free = leastRoom(atLeast: length), let bin = stacks[free].popLast() else { return nil }
        if stacks[free].isEmpty { words[free / 64] &= ~(1 << UInt64(free % 64)) }
        return (bin, free)
    }

    private func leastRoom(atLeast length: Int) -> Int? {
        guard length < stacks.count else { return nil }
        var index = length / 64
        var word = words[index] & (~0 << UInt64(length % 64))
        while word == 0 {
            index += 1
            guard index < words.count else { return nil }
            word = words[index]
        }
        return index * 64 + word.trailingZeroBitCount
    }
}
