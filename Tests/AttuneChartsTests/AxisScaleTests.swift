import Testing

@testable import AttuneCharts

@Suite struct AxisScaleTests {
    @Test(arguments: [
        ([0.0, 10.0], 5, ["0", "2", "4", "6", "8", "10"]),
        ([0.42, 2.31], 5, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]),
        ([0, 0.9], 4, ["0.00", "0.25", "0.50", "0.75", "1.00"]), ([-3, 7], 5, ["-4", "-2", "0", "2", "4", "6", "8"]),
        ([0, 44_000], 4, ["0", "20,000", "40,000", "60,000"]), ([0, 3e-4], 3, ["0", "1e-4", "2e-4", "3e-4"]),
        ([0, 5e9], 5, ["0", "1e9", "2e9", "3e9", "4e9", "5e9"]),
    ])
    func ticksAreRound(values: [Double], wanted: Int, expected: [String]) {
        #expect(AxisScale(values: values, wantedTicks: wanted).labels == expected)
    }

    @Test func aTightAxisEndsAtItsValues() {
        let scale = AxisScale(values: [3, 44], wantedTicks: 5, isTight: true)
        #expect(scale.low == 3 && scale.high == 44)
        #expect(scale.labels == ["10", "20", "30", "40"])
        #expect(scale.share(of: 3) == 0 && scale.share(of: 44) == 1)
    }

    @Test func axesWithZeroReachIt() {
        #expect(AxisScale(values: [5, 9], wantedTicks: 4, includesZero: true).low == 0)
        #expect(AxisScale(values: [-5, -9], wantedTicks: 4, includesZero: true).high == 0)
        #expect(AxisScale(values: [0, 0], wantedTicks: 4, includesZero: true).high == 1)
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (0.794, "0.794"), (12.345, "12.35"), (1234.5, "1,235"), (0.000_123_4, "0.000123"),
        (1e-7, "1e-7"), (-2.5, "-2.5"), (1e20, "1e20"), (999.99, "1,000"),
    ])
    func shortNumbersKeepWhatMatters(value: Double, expected: String) {
        #expect(NumberText.short(value) == expected)
    }

    @Test(arguments: [(0.0, "0"), (1.005, "1"), (-0.001, "0"), (12.5, "12.5"), (1234.567, "1234.57")])
    func coordinatesAreShort(value: Double, expected: String) {
        #expect(NumberText.coordinate(value) == expected)
    }
}
