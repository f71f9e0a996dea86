/// A binary heap of numbers that gives the lowest first.
struct MinimumHeap {
    private var values: [UInt64] = []

    /// Replaces the content, in linear time.
    mutating func fill(_ content: some Sequence<UInt64>) {
        values.removeAll(keepingCapacity: true)
        values.append(contentsOf: content)
        for index in stride(from: values.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    mutating func push(_ value: UInt64) {
        values.append(value)
        var index = values.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard values[parent] > value else { break }
            values[index] = values[parent]
            index = parent
        }
        values[index] = value
    }

    mutating func popLowest() -> UInt64? {
        guard let lowest = values.first else { return nil }
        let last = values.removeLast()
        if !values.isEmpty {
            values[0] = last
            sink(0)
        }
        return lowest
    }

    private mutating func sink(_ start: Int) {
        values.withUnsafeMutableBufferPointer { values in
            let value = values[start]
            var index = start
            while true {
                var child = 2 * index + 1
                guard child < values.count else { break }
                if child + 1 < values.count, values[child + 1] < values[child] { child += 1 }
                guard values[child] < value else { break }
                values[index] = values[child]
                index = child
            }
            values[index] = value
        }
    }
}
