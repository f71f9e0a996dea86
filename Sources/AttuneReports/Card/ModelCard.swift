internal import AttuneData
public import AttuneTraining

/// The `README.md` of a saved model, as model hubs show it: where it comes from, what it learned, how well.
///
/// Whatever the recipe, the data and the base model say is written as a text, never as markup. Folders of the machine are
/// left out: files are called by their names.
public struct ModelCard {
    let record: ModelRecord
    var origin: ModelOrigin { record.origin }
    var recipe: Recipe { record.recipe }
    var plan: RunPlan { record.plan }
    var report: RunReport { record.report }

    /// The card of a record.
    public init(_ record: ModelRecord) { self.record = record }

    /// The whole text.
    public var markdown: String {
        let parts = [header, introduction, usage, question, data, measurements, training, licence, recipeText]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The YAML that hubs read; what is not known is left out, but for the licence, which is then "unknown".
    private var header: String {
        var lines = ["---", "license: \(Markdown.yaml(licenseIdentifier))"]
        if let name = origin.license?.name { lines.append("license_name: \(Markdown.yaml(name))") }
        if let link = licenseLink { lines.append("license_link: \(Markdown.yaml(link))") }
        if let name = origin.hubName { lines.append("base_model: \(Markdown.yaml(name))") }
        if !origin.languages.isEmpty {
            lines += ["language:"] + origin.languages.map { "  - \(Markdown.yaml($0))" }
        }
        lines += ["library_name: \(isAdapter ? "peft" : "transformers")", "pipeline_tag: text-generation", "tags:"]
        lines += ["attune", "fine-tuned", "strategy:" + plan.strategy].map { "  - \(Markdown.yaml($0))" }
        return (lines + ["---", ""]).joined(separator: "\n")
    }

    private var licenseIdentifier: String {
        origin.license?.identifier ?? (origin.legalFiles.isEmpty ? "unknown" : "other")
    }

    private var licenseLink: String? {
        origin.license?.link ?? (origin.license == nil ? legalNames.first : nil)
    }

    /// The names of the licence files that are copied beside the card.
    var legalNames: [String] { origin.legalFiles.map(Self.lastPart) }

    /// The last part of a path.
    static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The run's name: that of its folder.
    private var runName: String { Self.lastPart(plan.folder) }

    /// Whether the folder holds only matrices beside the base model's weights.
    private var isAdapter: Bool { !recipe.strategy.trainsOwnWeights }

    private var trained: String {
        let (part, whole) = (Figures.count(plan.trainableCount), Figures.count(plan.parameterCount))
        if isAdapter { return "an adapter of \(part) parameters for \(Markdown.code(origin.name)), trained" }
        guard plan.trainableCount < plan.parameterCount else {
            return "\(Markdown.code(origin.name)) with all of its \(whole) parameters fine-tuned"
        }
        let share = Figures.percent(Double(plan.trainableCount) / Double(max(1, plan.parameterCount)))
        return "\(Markdown.code(origin.name)) with \(part) of its \(whole) parameters (\(share)) fine-tuned"
    }

    private var introduction: String {
        let text = "# \(Markdown.plain(runName))\n\nThis is \(trained) by Attune \(AttuneVersion.text).\n"
        switch report.reason {
        case "checkpoint":
            return text + "\nIt is a checkpoint after step \(report.steps) of \(plan.totalSteps), not the run's end.\n"
        case "unmeasured": return text + "\nThe run ended before the model was measured on the test set.\n"
        default: return text
        }
    }

    private var usage: String {
        var code = "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
        if isAdapter { code += "from peft import PeftModel\n" }
        code += """

            folder = "."  # where this file lies
            tokenizer = AutoTokenizer.from_pretrained(folder)

            """
        if isAdapter {
            code += "base = AutoModelForCausalLM.from_pretrained(\"...\")  # the base model\n"
            code += "model = PeftModel.from_pretrained(base, folder)\n"
        } else {
            code += "model = AutoModelForCausalLM.from_pretrained(folder)\n"
        }
        return "## How to use it\n\n" + Markdown.block(code, language: "python")
            + "\nWith Attune: `attune generate FOLDER --prompt \"...\"`.\n"
    }

    /// How a classification was asked, which is how it has to be asked again.
    private var question: String {
        guard let task = recipe.data.classification else { return "" }
        var text = "It was taught to answer this instruction, followed by the text to judge, with a label:\n\n"
        text += Markdown.block(task.instruction)
        let labels = task.labels ?? Set(record.data.flatMap(\.source.labels.keys)).sorted()
        if !labels.isEmpty { text += "\nLabels: " + labels.map(Markdown.code).joined(separator: ", ") + ".\n" }
        return text
    }
}
