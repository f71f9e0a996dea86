/// A place in the data: so many whole epochs, and so many optimizer steps of the next one.
///
/// Together with the recipe it determines all batches that follow, so it is all a checkpoint has to keep.
public struct DataCursor: Sendable, Codable, Hashable {
    /// The epoch, from 0.
    public var epoch: Int
    /// The next step of the epoch, from 0.
    public var position: Int

    /// Makes a cursor; without arguments the very start.
    public init(epoch: Int = 0, position: Int = 0) {
        self.epoch = epoch
        self.position = position
    }

    /// The cursor after one more step, in epochs of so many steps.
    public func advanced(stepsPerEpoch: Int) -> DataCursor {
        position + 1 < stepsPerEpoch
            ? DataCursor(epoch: epoch, position: position + 1) : DataCursor(epoch: epoch + 1, position: 0)
    }
}
