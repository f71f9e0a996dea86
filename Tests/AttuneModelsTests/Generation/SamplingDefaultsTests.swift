import AttuneErrors
import AttuneJSON
import AttuneModels
import Foundation
import Testing

/// What a folder's `generation_config.json` asks for, and what it may not.
struct SamplingDefaultsTests {
    private func read(_ text: String) throws -> SamplingDefaults {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sampling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: "generation_config.json"))
        return try SamplingDefaults(folder: folder.path)
    }

    @Test func aFolderWithoutTheFileIsGreedy() throws {
        #expect(try SamplingDefaults(folder: "/nowhere") == SamplingDefaults())
        #expect(try read(#"{"temperature": 0.6, "top_p": 0.9, "top_k": null}"#).settings == SamplingSettings())
    }

    @Test func samplesAreDrawnAsTheFileSays() throws {
        let found = try read(
            #"{"do_sample": true, "temperature": 0.6, "top_p": 0.9, "min_p": 0.05, "repetition_penalty": 1.1,"#
                + #""stop_strings": ["<e>", "\n\n"], "typical_p": 0.9, "num_beams": 1, "eos_token_id": [1, 2]}"#)
        var settings = SamplingSettings(temperature: 0.6)
        (settings.topK, settings.topP, settings.minP, settings.repetitionPenalty) = (50, 0.9, 0.05, 1.1)
        #expect(found.settings == settings)
        #expect(found.stopStrings == ["<e>", "\n\n"])
        #expect(found.unused == ["typical_p"])
    }

    @Test func oneStopStringMayStandAlone() throws {
        #expect(try read(#"{"stop_strings": "END"}"#).stopStrings == ["END"])
    }

    @Test(arguments: [
        #"{"do_sample": true, "temperature": -1}"#, #"{"do_sample": true, "top_p": 1.5}"#,
        #"{"do_sample": true, "top_k": -3}"#, #"{"do_sample": true, "min_p": 1e300}"#,
        #"{"repetition_penalty": 0}"#, #"{"stop_strings": ["a", ""]}"#,
    ])
    func valuesOutOfRangeNameTheFile(_ text: String) {
        #expect { try read(text) } throws: { error in
            guard let error = error as? SamplingError else { return false }
            return error.problem.contains("/generation_config.json: ") && error.failureKind == .runtime
        }
    }

    @Test(arguments: [
        #"{"do_sample": "yes"}"#, #"{"do_sample": true, "temperature": "hot"}"#, #"{"do_sample": true, "top_k": 2.5}"#,
        #"{"do_sample": true, "top_k": 1e40}"#, #"{"stop_strings": [1]}"#, "[1]", #"{"top_k": 1, "top_k": 2}"#,
    ])
    func otherTypesAreErrorsOfTheFile(_ text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }
}
