/// A token that is found in the text before anything else looks at it.
public struct AddedToken: Sendable, Equatable {
    /// Its id.
    public var id: Int32
    /// What it looks like in the text.
    public var content: String
    /// Whether it carries structure, such as the end of a turn, and never ordinary text.
    public var isSpecial: Bool
    /// Whether a match takes the white space before it.
    public var stripsLeft: Bool
    /// Whether a match takes the white space after it.
    public var stripsRight: Bool
    /// Whether it matches only where no word character touches it.
    public var isSingleWord: Bool
    /// Whether it is looked for in the normalized text.
    public var isNormalized: Bool

    /// An added token; without further words a special one that matches literally.
    public init(
        id: Int32, content: String, isSpecial: Bool = true, stripsLeft: Bool = false, stripsRight: Bool = false,
        isSingleWord: Bool = false, isNormalized: Bool = false
    ) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
        self.stripsLeft = stripsLeft
        self.stripsRight = stripsRight
        self.isSingleWord = isSingleWord
        self.isNormalized = isNormalized
    }

    /// Whether two added tokens are the same, their texts compared byte by byte.
    public static func == (a: AddedToken, b: AddedToken) -> Bool {
        a.id == b.id && a.content.utf8.elementsEqual(b.content.utf8) && a.flags == b.flags
    }

    private var flags: [Bool] { [isSpecial, stripsLeft, stripsRight, isSingleWord, isNormalized] }
}
