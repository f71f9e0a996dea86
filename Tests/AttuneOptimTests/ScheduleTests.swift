import AttuneOptim
import Testing

@Suite struct ScheduleTests {
    @Test(arguments: [(0, 3.125e-4), (5, 5.15625e-3), (10, 1e-2), (55, 5.15625e-3), (100, 3.125e-4)])
    func slantedTrianglesAreTheHandComputedOnes(step: Int, expected: Double) {
        let schedule = Schedule(.slanted, totalSteps: 100, warmupRatio: 0.1, minimumShare: 1 / 32)
        #expect(abs(0.01 * schedule.share(at: step) - expected) < 1e-15)
    }

    @Test(arguments: [(0, 1.0), (5, 1.0), (9, 1.0), (10, 1.0), (1000, 1.0)])
    func aConstantScheduleWithoutWarmUpIsOneEverywhere(step: Int, expected: Double) {
        #expect(Schedule(.constant, totalSteps: 10).share(at: step) == expected)
    }

    // 10 steps, 4 of them warm-up: 1/5 ... 4/5, then (10 - s) / 6.
    @Test(arguments: [
        (0, 0.2), (1, 0.4), (2, 0.6), (3, 0.8), (4, 1.0), (5, 5.0 / 6), (7, 0.5), (9, 1.0 / 6), (10, 0.0),
    ])
    func theLinearScheduleFollowsTheHandComputedLine(step: Int, expected: Double) {
        let schedule = Schedule(.linear, totalSteps: 10, warmupRatio: 0.4)
        #expect(schedule.warmupSteps == 4)
        #expect(abs(schedule.share(at: step) - expected) < 1e-12)
    }

    // 12 steps after no warm-up: cos(pi/3) = 0.5, cos(pi/2) = 0, cos(2pi/3) = -0.5; floor 0.1.
    @Test(arguments: [(0, 1.0), (4, 0.775), (6, 0.55), (8, 0.325), (12, 0.1), (20, 0.1)])
    func theCosineScheduleFallsToItsFloor(step: Int, expected: Double) {
        let schedule = Schedule(.cosine, totalSteps: 12, minimumShare: 0.1)
        #expect(abs(schedule.share(at: step) - expected) < 1e-12)
    }

    @Test func theFirstStepNeverHasTheShareZero() {
        // Slanted rates begin at their minimum, which recipes do not let be 0.
        for shape in Schedule.Shape.allCases where shape != .slanted {
            for total in 1...50 {
                for ratio in [0, 0.03, 0.5, 1] {
                    #expect(Schedule(shape, totalSteps: total, warmupRatio: ratio).share(at: 0) > 0)
                    #expect(Schedule(shape, totalSteps: total, warmupRatio: ratio).share(at: total - 1) > 0)
                }
            }
        }
    }

    // Transformers: math.ceil(100 * 0.03) = 3, math.ceil(101 * 0.03) = 4.
    @Test(arguments: [(100, 0.03, 3), (101, 0.03, 4), (1, 0.5, 0), (10, 1.0, 9), (0, 0.5, 0), (10, -1.0, 0)])
    func theWarmUpIsRoundedUpAndLeavesTheLastStep(total: Int, ratio: Double, expected: Int) {
        #expect(Schedule(.linear, totalSteps: total, warmupRatio: ratio).warmupSteps == expected)
    }

    @Test(arguments: [(100, 10, 10), (100, 0, 0), (5, 10, 4), (5, -3, 0), (0, 3, 0), (100, Int.max, 99)])
    func aNumberOfStepsTakesThePlaceOfTheRatio(total: Int, steps: Int, expected: Int) {
        let schedule = Schedule(.linear, totalSteps: total, warmupRatio: 0.5, warmupSteps: steps)
        #expect(schedule.warmupSteps == expected)
    }

    @Test func oddArgumentsGiveFiniteShares() {
        let schedules = [
            Schedule(.cosine, totalSteps: -5, warmupRatio: .nan, minimumShare: .infinity),
            Schedule(.linear, totalSteps: .max, warmupRatio: 1, minimumShare: -3), Schedule(.linear, totalSteps: 0),
        ]
        for schedule in schedules {
            for step in [Int.min, -1, 0, 1, Int.max] {
                #expect((0...1).contains(schedule.share(at: step)))
            }
        }
    }
}
