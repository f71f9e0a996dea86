// Rules that several tools share.

extension ImportRule {
    /// Names of optimizers; paged and fused forms differ in speed only.
    static let optimizer = ImportRule.word(
        "training.optimizer",
        [
            "adamw": "adamw", "adamw_torch": "adamw", "adamw_torch_fused": "adamw", "adamw_hf": "adamw",
            "adamw_apex_fused": "adamw", "paged_adamw": "adamw", "paged_adamw_32bit": "adamw",
            "torch.optim.adamw": "adamw",
            "adamw_8bit": "adamw_8bit", "adamw_bnb_8bit": "adamw_8bit", "paged_adamw_8bit": "adamw_8bit",
            "bitsandbytes.optim.adamw8bit": "adamw_8bit", "bitsandbytes.optim.pagedadamw8bit": "adamw_8bit",
            "bitsandbytes.optim.pagedadamw": "adamw", "adafactor": "adafactor",
            "sgd": "sgd", "torch.optim.sgd": "sgd",
        ])

    /// What becomes of a setting of AdamW's: with another optimizer there is nothing that it could set.
    static func ofAdamW(_ rule: ImportRule) -> ImportRule {
        .custom { (draft, value) throws(RecipeImportError) in
            let name = (draft.values["optim"] ?? draft.values["optimizer"])?.text.lowercased() ?? "adamw"
            guard name.contains("adamw") else {
                return draft.leave(value, "it is a setting of AdamW, and the optimizer is \(name)")
            }
            try rule.apply(to: &draft, value)
        }
    }

    /// Names of schedules; Attune's warm-up is part of each.
    static let schedule = ImportRule.word(
        "training.schedule",
        [
            "constant": "constant", "constant_with_warmup": "constant", "linear": "linear", "cosine": "cosine",
            "cosine_with_min_lr": "cosine",
            "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup": "cosine",
        ])

    /// Epochs as a number that may have a fraction; Attune takes whole ones.
    static let epochs = ImportRule.custom { draft, value in
        guard let number = value.number, number > 0, number < 1e5 else { return draft.set("training.epochs", value) }
        let whole = number.rounded(.up)
        draft.set("training.epochs", value, as: String(Int(whole)))
        if whole != number {
            draft.note("the file asks for \(value.text) epochs and epochs are whole here: set training.max_steps")
        }
    }

    /// A number of steps where 0 and below mean no limit.
    static let maxSteps = ImportRule.custom { draft, value in
        guard let number = value.number, number <= 0 else { return draft.set("training.max_steps", value) }
        draft.leave(value, "it means no limit, as Attune does without the key")
    }

    /// Warm-up in steps; a share of them below 1 is the ratio, as in Transformers.
    static let warmupSteps = ImportRule.custom { draft, value in
        let isShare = value.number.map { $0 > 0 && $0 < 1 } ?? false
        draft.set(isShare ? "training.warmup_ratio" : "training.warmup_steps", value)
    }

    /// A number of steps between two measurements or checkpoints; a share of the whole run is not known here.
    static func steps(_ key: String) -> ImportRule {
        .custom { draft, value in
            guard let number = value.number, number >= 1 else {
                return draft.leave(value, "Attune counts whole steps for \(key)")
            }
            draft.set(key, value)
        }
    }

    /// How often an epoch: Attune knows once.
    static func perEpoch(_ key: String) -> ImportRule {
        .custom { draft, value in
            guard value.number == 1 else {
                return draft.leave(value, "Attune does it after each epoch, or after a number of steps: \(key)")
            }
            draft.set(key, value, as: "epoch")
        }
    }

    /// `epoch`, `steps` or `no`, where the number of steps stands under a key of its own.
    static func strategy(_ key: String, never: String) -> ImportRule {
        .custom { draft, value in
            switch value.text {
            case "epoch": draft.set(key, value, as: "epoch")
            case "steps": draft.leave(value, "the number of steps says it")
            default: draft.leave(value, never)
            }
        }
    }

    /// Rows set aside for validation: a share below 1, or their number.
    static let validationShare = ImportRule.custom { draft, value in
        guard let number = value.number, number != 0 else {
            return draft.leave(value, "it means no validation, as Attune does without the key")
        }
        if number < 1 { return draft.set("data.validation.fraction", value) }
        draft.set("data.validation.rows", value, as: value.wholeText)
    }

    static let parallel = ImportRule.leave("Attune reads and encodes on all cores by itself")
    static let sharding = ImportRule.leave("one process needs no sharding")
    static let logging = ImportRule.leave("every step goes to metrics.jsonl, and the run's report.html has the curves")
    static let loading = ImportRule.leave("Attune reads the files itself and runs no code of a model")
    static let caching = ImportRule.leave("encoded data is kept by its content and never stale")
    static let kernels = ImportRule.leave("Attune has its own kernels")
    static let template = ImportRule.leave("the model's own chat template is used")
    static let resuming = ImportRule.leave("that is the option --resume of attune train")
    static let overwriting = ImportRule.leave("that is the option --overwrite of attune train")
    static let devices = ImportRule.leave("Attune chooses the device itself")
    static let adapters = ImportRule.leave("it belongs to adapters, and all weights are trained")
}

extension ImportDraft {
    /// Turns packed rows of a fixed length into tokens a step, since `batch_size` counts documents here.
    mutating func settleSteps() {
        guard root.value(at: "data.packing")?.content == .plain("true"), let length = count("data.max_length"),
            let rows = count("training.batch_size")
        else { return }
        let steps = count("training.gradient_accumulation") ?? 1
        let (product, overflow) = rows.multipliedReportingOverflow(by: length)
        let (tokens, overflow2) = product.multipliedReportingOverflow(by: steps)
        guard !overflow, !overflow2 else { return }
        replace(["batch_size", "gradient_accumulation"], of: "training", with: "tokens_per_step", String(tokens))
    }

    private func count(_ key: String) -> Int? {
        guard case .scalar(let text, _)? = root.value(at: key)?.content, let number = Int(text), number > 0 else {
            return nil
        }
        return number
    }
}
