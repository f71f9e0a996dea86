import AttuneModels
import AttuneNN
import AttuneTensor
import Foundation
import Testing

@testable import AttuneTraining

/// Whole runs, from a recipe to the saved model, with real files of a tiny model.
struct TrainingJobTests {
    private static let rows = "text,label\nhello there,pos\nbye now,neg\nok then,neu\nyes,pos\nno,neg\n"
    private static let classes = """
        data:
          train: [{ path: FOLDER/train.csv }]
          test: { path: FOLDER/test.csv }
          max_length: 64
        training: { max_steps: 2, tokens_per_step: 64, warmup_ratio: 0 }
        """

    @Test func aTableOfTextsAndLabelsIsMeasuredByItsClasses() throws {
        try TinyJob.withFolder { job in
            try job.write("train.csv", Self.rows)
            try job.write("test.csv", "text,label\nhello now,pos\nbye there,neg\n")
            let report = try #require(try job.train(job.recipe(Self.classes)).report)
            #expect(report.after?.classification?.classes.map(\.label) == ["neg", "neu", "pos"])
            #expect(report.before?.accuracy != nil && report.before?.macroF1 != nil)
            let measured = try measure(report.model, job, Self.classes, "test.csv")
            #expect(measured.metrics == report.after)
        }
    }

    @Test func aLabelThatNoTrainingRowHasIsAnError() throws {
        try TinyJob.withFolder { job in
            try job.write("train.csv", Self.rows)
            try job.write("test.csv", "text,label\nhello now,pos\nbye there,positive\n")
            let expected = EvaluationError.unknownLabel(
                label: "positive", place: "\(job.path)/test.csv:3", labels: ["neg", "neu", "pos"])
            let asked = Self.classes.replacing(
                "max_length", with: "classification: { instruction: Judge. }\n  max_length")
            for recipe in [Self.classes, asked] {
                let error = #expect(throws: EvaluationError.self) { try job.train(job.recipe(recipe)) }
                #expect(error == expected)
            }
            let error = #expect(throws: EvaluationError.self) {
                try measure(job.path + "/model", job, Self.classes, "test.csv")
            }
            #expect(error == expected)
            #expect(!FileManager.default.fileExists(atPath: job.path + "/run"))
        }
    }

    @Test func whenTheBestWeightsComeBackTheReportStatesTheirValidation() throws {
        try TinyJob.withFolder { job in
            try job.write("text.txt", "one two three four five six\nseven eight nine ten\n")
            let recipe = try job.recipe(
                """
                data:
                  train: [{ path: FOLDER/text.txt }]
                  validation: { path: FOLDER/text.txt }
                  loss_on: all
                  max_length: 64
                training:
                  epochs: 9
                  tokens_per_step: 64
                  warmup_ratio: 0
                  learning_rate: 0.9
                  schedule: constant
                  early_stopping: { patience: 1 }
                evaluation: { every: 1 }
                """)
            let (report, events) = try job.train(recipe)
            let validations = events.compactMap { event -> EvaluationReport? in
                if case .evaluation(let evaluation) = event { evaluation } else { nil }
            }
            let best = try #require(validations.last { $0.isBest })
            #expect(report?.reason == "early_stopping")
            #expect(try #require(validations.last).metrics != best.metrics)
            #expect(report?.validation == best.metrics)
            let bundle = try ModelBundle(path: job.path + "/run/model")
            var plain = Recipe()
            (plain.data.lossOn, plain.data.maxLength) = (.all, 64)
            let saved = try Measurement(plain, bundle, data: job.path + "/text.txt")
                .run(model: bundle.load(computeType: .float32)) { _ in }
            #expect(abs(try #require(saved.metrics.loss) - (best.metrics.loss ?? 0)) < 1e-5)
        }
    }

    @Test(arguments: [(Float(1e38), "gradient"), (3.4e38, "loss")])
    func whatIsNoNumberEndsTheRunAndIsNamedWithItsRows(finalNorm: Float, expected: String) throws {
        try TinyJob.withFolder(finalNorm: finalNorm) { job in
            try job.write("text.txt", "one two three\n")
            let recipe = try job.recipe("data: { train: [{ path: FOLDER/text.txt }], loss_on: all, max_length: 64 }")
            let error = #expect(throws: TrainingError.self) { try job.train(recipe) }
            guard case .nonFinite(let what, let step, _, let rows) = error else {
                Issue.record("not the error: \(String(describing: error))")
                return
            }
            #expect(what == expected && step == 1 && rows == ["\(job.path)/text.txt:1"])
        }
    }

    @Test func aRandomBeginningForgetsTheStoredWeights() throws {
        try TinyJob.withFolder { job in
            try job.write("text.txt", "one two three\n")
            let lines = "data: { train: [{ path: FOLDER/text.txt }], loss_on: all, max_length: 64 }"
            var recipe = try job.recipe(lines)
            let stored = try PreparedRun(recipe) { _ in }.makeTrainer().model.store.parameters
            recipe.model.initialise = .random
            let run = try PreparedRun(recipe) { _ in }
            let random = try run.makeTrainer().model.store.parameters
            for (old, new) in zip(stored, random) {
                let values = try new.value.floats()
                if new.role == .norm {
                    #expect(values.allSatisfy { $0 == 1 })
                } else {
                    #expect(try zip(old.value.floats(), values).allSatisfy { $0 != $1 })
                }
            }
            #expect(run.warnings.count == 1)
        }
    }

    private func measure(_ model: String, _ job: TinyJob, _ lines: String, _ data: String) throws -> RowResults {
        let bundle = try ModelBundle(path: model)
        let measurement = try Measurement(job.recipe(lines), bundle, data: job.path + "/" + data)
        return try measurement.run(model: bundle.load(computeType: .float32)) { _ in }
    }
}
