// swift-tools-version: 6.2
import PackageDescription

// libtorch lies where scripts/setup put it: .attune/libtorch/{include,lib}.
let libtorch = Context.packageDirectory + "/.attune/libtorch"

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// What only formats text and reads options waits for nothing; to optimise it would be a tenth of a first build, at its end,
// where nothing else is left to compile beside it.
let plain = swift + [.unsafeFlags(["-Onone"])]

// The kernels are worthless without optimisation, so debug builds optimise the C++ too.
let cxx: [CXXSetting] = [
    // Each file names the operators that it uses: the header of all of them is a fifth of the time to compile the shim.
    .define("AT_PER_OPERATOR_HEADERS"),
    .unsafeFlags([
        "-O3", "-Wno-psabi", "-isystem", libtorch + "/include", "-isystem",
        libtorch + "/include/torch/csrc/api/include",
    ]),
]

// Whatever runs needs the path of the libraries; whatever is only linked against does not.
let link: [LinkerSetting] = [
    .unsafeFlags([
        "-L" + libtorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib", "-Xlinker", "--no-as-needed",
        "-ltorch", "-ltorch_cpu", "-lc10", "-l:libgomp.so.1",
    ])
]

/// A target with the project's settings.
func target(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = swift) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target with the project's settings; `engine` when it needs libtorch.
func tests(_ name: String, _ dependencies: [Target.Dependency], engine: Bool = false) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: swift,
        linkerSettings: engine ? link : [])
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "attune",
    products: [
        .executable(name: "attune", targets: ["attune"]),
        .library(name: "Attune", targets: ["Attune"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Level 0
        target("AttuneErrors", []),
        target("AttuneJSON", ["AttuneErrors"]),
        .target(
            name: "CAttuneTorch",
            sources: ["attune_torch.cpp"]
                + ["portable", "avx2", "avx512", "products"].map { "kernels/form_\($0).cpp" },
            cxxSettings: cxx),
        .target(name: "CSHA256"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        // Level 1
        target("AttuneTensor", ["AttuneErrors", "CAttuneTorch"]),
        target("AttuneFormats", ["AttuneErrors", "AttuneJSON", "CSHA256"]),
        target("AttuneText", ["AttuneErrors", "AttuneJSON"]),
        target("AttuneCharts", []),
        // Level 2
        target("AttuneData", ["AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "CZlib"]),
        target("AttuneNN", ["AttuneErrors", "AttuneTensor"]),
        // Level 3
        target(
            "AttuneModels",
            ["AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneTensor", "AttuneNN"]),
        target("AttuneOptim", ["AttuneErrors", "AttuneTensor", "AttuneNN"]),
        // Level 4
        target(
            "AttuneTraining",
            [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneData", "AttuneTensor", "AttuneNN",
                "AttuneModels", "AttuneOptim", yaml,
            ]),
        // Level 5
        target(
            "AttuneReports",
            [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneCharts", "AttuneData",
                "AttuneTensor", "AttuneModels", "AttuneTraining",
            ], settings: plain),
        // Level 6
        .target(
            name: "Attune",
            dependencies: [
                "AttuneErrors", "AttuneData", "AttuneTensor", "AttuneModels", "AttuneTraining", "AttuneReports",
            ], swiftSettings: swift),
        .executableTarget(
            name: "attune",
            dependencies: [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneData", "AttuneTensor", "AttuneNN",
                "AttuneModels", "AttuneTraining", "AttuneReports", arguments,
            ], path: "Sources/attune-cli", swiftSettings: plain, linkerSettings: link),
        // Tests
        target("AttuneTestSupport", ["AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneTensor"]),
        tests("AttuneErrors", []),
        tests("AttuneJSON", ["AttuneErrors"]),
        tests("AttuneFormats", ["AttuneErrors", "AttuneJSON", "CSHA256"]),
        tests("AttuneText", ["AttuneErrors", "AttuneJSON", "AttuneFormats"]),
        tests("AttuneCharts", []),
        tests("AttuneData", ["AttuneErrors", "AttuneJSON", "AttuneText"]),
        tests("AttuneTensor", ["AttuneErrors", "AttuneTestSupport"], engine: true),
        tests(
            "AttuneModels",
            [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneTensor", "AttuneNN",
                "AttuneTestSupport",
            ],
            engine: true),
        tests("AttuneOptim", ["AttuneTensor", "AttuneNN", "AttuneTestSupport"], engine: true),
        tests(
            "AttuneTraining",
            [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneData", "AttuneTensor", "AttuneNN",
                "AttuneModels", "AttuneOptim", "AttuneTestSupport",
            ], engine: true),
        tests(
            "AttuneReports",
            [
                "AttuneErrors", "AttuneJSON", "AttuneFormats", "AttuneText", "AttuneData", "AttuneTensor",
                "AttuneModels", "AttuneTraining", "AttuneTestSupport",
            ], engine: true),
    ],
    cxxLanguageStandard: .cxx20
)
