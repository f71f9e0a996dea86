import Testing

@testable import AttuneTraining

struct StepMeasurementTests {
    @Test(arguments: [
        ([1.0, 2, 4], 50.0), ([1.0, 2, 4, 4], 37.5), ([], 0),
    ])
    func speedIsTheMedianOverTheSteps(seconds: [Double], expected: Double) {
        var measurement = StepMeasurement()
        measurement.seconds = seconds
        measurement.tokens = seconds.map { _ in 100 }
        #expect(measurement.tokensPerSecond == expected)
    }
}
