import Testing

@testable import AttuneTraining

struct StepMeasurementTests {
    private static let cases: [([Double], Double)] = [([1, 2, 4], 50), ([1, 2, 4, 4], 37.5), ([], 0)]

    @Test(arguments: cases)
    func speedIsTheMedianOverTheSteps(seconds: [Double], expected: Double) {
        var measurement = StepMeasurement()
        measurement.seconds = seconds
        measurement.tokens = seconds.map { _ in 100 }
        #expect(measurement.tokensPerSecond == expected)
    }
}
