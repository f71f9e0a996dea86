internal import AttuneFormats
internal import AttuneJSON
internal import AttuneNN
internal import AttuneTensor

extension AdapterFolder {
    /// Writes a model's adapters into a folder that is there; returns the bytes of both files.
    ///
    /// `base` is what the configuration names as the base model.
    static func write(
        _ model: DecoderModel, _ settings: AdapterSettings, to folder: String, base: String, type: StorageType
    ) throws -> Int {
        let parts = model.linearParts.map(\.part)
        let targets = AdapterTargets.names(
            of: parts.filter { $0.adapter != nil }.map(\.module), among: parts.map(\.module))
        let configuration = AdapterConfiguration.written(settings, targets: targets, base: base)
        let text = configuration.encoded(pretty: true) + "\n"
        try AtomicFile.write(text, to: folder + "/" + configurationFile)
        let records = model.savedParameters.map { $0.record(named: prefix + $0.name, type: type) }
        return try SafetensorsWriter.write(to: folder + "/" + weightFile, records) + text.utf8.count
    }

    /// Opens a folder again and compares it with the model in memory: settings, names, every byte.
    ///
    /// - Throws: `ModelFolderError.differs` with the first difference.
    static func verify(_ folder: String, against model: DecoderModel, _ settings: AdapterSettings) throws {
        let found = try AdapterFolder(path: folder)
        guard found.settings == settings else {
            throw ModelFolderError.differs(folder: folder, what: "the adapters' settings")
        }
        let slices = found.matrices.flatMap { [$0.down, $0.up] }
        let stored = Dictionary(uniqueKeysWithValues: slices.map { ($0.name, $0) })
        guard Set(stored.keys) == Set(model.savedParameters.map { prefix + $0.name }) else {
            throw ModelFolderError.differs(folder: folder, what: "the set of tensors")
        }
        for parameter in model.savedParameters {
            guard let slice = stored[prefix + parameter.name], try parameter.isStored(in: slice) else {
                throw ModelFolderError.differs(folder: folder, what: "the weights of \(parameter.name)")
            }
        }
    }
}
