/// Where a model comes from, in its own files' words; nothing here is guessed.
public struct ModelOrigin: Sendable, Equatable {
    /// A licence as the files name it.
    public struct License: Sendable, Equatable {
        /// The identifier, such as `apache-2.0`.
        public var identifier: String
        /// The full name, for identifiers such as `other`.
        public var name: String?
        /// Where its text is.
        public var link: String?
        /// What says so, such as "its model card".
        public var place: String

        /// A licence, with what says so.
        public init(identifier: String, name: String? = nil, link: String? = nil, place: String) {
            self.identifier = identifier
            self.name = name
            self.link = link
            self.place = place
        }
    }

    /// What people call the model: `org/name` where that is known, else the name of its file or folder.
    public var name: String
    /// `org/name` on the Hub, where the files lie in the Hub's own cache or say so.
    public var hubName: String?
    /// The licence; nil where the files name none.
    public var license: License?
    /// The languages, as the files name them.
    public var languages: [String] = []
    /// The paths of licence and notice files that lie beside the weights.
    public var legalFiles: [String] = []

    /// A model of which only the name is known.
    public init(name: String) { self.name = name }
}
