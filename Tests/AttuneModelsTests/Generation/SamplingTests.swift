import AttuneTestSupport
import Foundation
import Testing

@testable import AttuneModels

/// Every filter against the processors of Transformers, and what holds for all of them.
struct SamplingTests {
    struct Case: Decodable {
        let settings: [String: Double]
        let seen: [Int32]
        let logits: [Float]
        let probabilities: [Double]
    }

    static func settings(_ values: [String: Double]) -> SamplingSettings {
        var settings = SamplingSettings(temperature: values["temperature"] ?? 1)
        settings.topK = Int(values["top_k"] ?? 0)
        settings.topP = values["top_p"] ?? 1
        settings.minP = values["min_p"] ?? 0
        settings.repetitionPenalty = values["repetition_penalty"] ?? 1
        settings.minTokensToKeep = Int(values["min_tokens_to_keep"] ?? 1)
        return settings
    }

    private func probabilities(_ logits: [Float]) -> [Double] {
        let weights = LogitFilters.weights(logits)
        return weights.map { $0 / weights.reduce(0, +) }
    }

    @Test func everyFilterGivesTheProbabilitiesOfTheReference() throws {
        let file = URL(filePath: Fixture.root + "/sampling/processors.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        #expect(cases.count == 64)
        for one in cases {
            let sampler = try Sampler(Self.settings(one.settings))
            let found = probabilities(try sampler.filtered(one.logits, seen: Set(one.seen)))
            for (index, (value, expected)) in zip(found, one.probabilities).enumerated() {
                #expect(abs(value - expected) < 2e-6, "\(one.settings), token \(index): \(value), \(expected)")
                #expect((value == 0) == (expected == 0), "\(one.settings), token \(index)")
            }
        }
    }

    @Test func topKKeepsTiesAndTopPTheLowerToken() throws {
        var settings = SamplingSettings(temperature: 1)
        settings.topK = 2
        let tied: [Float] = [0, 2, 1, 1]
        #expect(try Sampler(settings).filtered(tied, seen: []).map(\.isFinite) == [false, true, true, true])
        settings.topK = 0
        settings.topP = 0.6
        // e / (e + 2 + 1/e) = 0.53, so one of the two equal tokens is needed.
        #expect(try Sampler(settings).filtered(tied, seen: []).map(\.isFinite) == [false, true, true, false])
    }

    @Test(arguments: [0.0, 1e-9, 0.3, 1.0])
    func someTokenAlwaysRemains(_ share: Double) throws {
        for keep in 1...5 {
            var settings = SamplingSettings(temperature: 0.5)
            (settings.topK, settings.topP, settings.minP, settings.minTokensToKeep) = (1, share, 1, keep)
            let left = try Sampler(settings).filtered([0.5, -1, 2, 1.5, 1], seen: []).count { $0.isFinite }
            #expect(left == keep)
        }
    }

    @Test(arguments: [1e-300, 1e-30, 1e30, 1e300])
    func noTemperatureOverflows(_ temperature: Double) throws {
        let sampler = try Sampler(SamplingSettings(temperature: temperature))
        let token = try sampler.choose([3, 1e30, -1e30, 2], seen: [], step: 0)
        #expect(temperature > 1 || token == 1)
    }

    @Test func aPenaltyChangesWhatGreedyTakes() throws {
        var settings = SamplingSettings()
        #expect(try Sampler(settings).choose([1, 1.25, -3], seen: [1, 900], step: 0) == 1)
        settings.repetitionPenalty = 1.5
        #expect(try Sampler(settings).choose([1, 1.25, -3], seen: [1, 900, -4], step: 0) == 0)
    }

    @Test func drawsFollowTheProbabilities() throws {
        var settings = SamplingSettings(temperature: 1, seed: 5)
        settings.topK = 2
        let sampler = try Sampler(settings)
        var counts = [0, 0, 0]
        // Logits 0 and ln 3 are probabilities of a quarter and three; four deviations of 4000 draws are 0.027.
        for step in 0..<4000 { counts[Int(try sampler.choose([0, Float(log(3.0)), -5], seen: [], step: step))] += 1 }
        #expect(counts[2] == 0)
        #expect(abs(Double(counts[1]) / 4000 - 0.75) < 0.0275)
    }

    @Test func logitsThatAreNoNumbersAreNamed() throws {
        let sampler = try Sampler(SamplingSettings())
        for logits in [[], [Float.nan, 1], [1, .infinity], [-.infinity, -.infinity]] as [[Float]] {
            #expect(throws: SamplingError.notANumber) { try sampler.choose(logits, seen: [], step: 0) }
        }
    }

    @Test(arguments: [
        ("temperature", -0.1), ("temperature", .nan), ("temperature", .infinity), ("top_k", -1), ("top_p", 1.01),
        ("top_p", -0.5), ("min_p", 2), ("repetition_penalty", 0), ("repetition_penalty", .infinity),
        ("min_tokens_to_keep", 0),
    ])
    func settingsOutOfRangeAreNamed(_ name: String, _ value: Double) {
        #expect { try Sampler(Self.settings([name: value])) } throws: { error in
            guard case .outOfRange(let setting, _, _, nil)? = error as? SamplingError else { return false }
            return setting == name
        }
    }
}
