/// The keys of LLaMA-Factory's training files, which are those of Transformers and its own.
enum LlamaFactoryRules {
    static let defaults: [(key: String, value: String)] = [
        ("data.max_length", "2048"), ("data.on_overlong", "truncate"), ("training.batch_size", "8"),
        ("training.epochs", "3"), ("training.learning_rate", "5e-5"), ("training.schedule", "linear"),
        ("training.warmup_ratio", "0"), ("output.save.every", "500"),
    ]

    static let rules = method.merging(data) { $1 }.merging(optimisation) { $1 }.merging(running) { $1 }

    private static let method: [String: ImportRule] = [
        "model_name_or_path": .same("model.path"), "stage": .custom(stage),
        "finetuning_type": .only(["full"], "Attune imports full fine-tuning only"),
        "do_train": .only(["true"], "the file is not for training"),
        "do_eval": .leave("Attune measures whenever there is validation data"),
        "do_predict": .leave("that is attune evaluate"), "predict_with_generate": .leave("that is attune evaluate"),
        "trust_remote_code": .loading, "use_fast_tokenizer": .loading, "cache_dir": .loading, "hf_hub_token": .loading,
        "template": .template, "enable_thinking": .template, "deepspeed": .sharding, "fsdp": .sharding,
        "ddp_timeout": .sharding, "fsdp_config": .sharding, "flash_attn": .kernels, "enable_liger_kernel": .kernels,
        "use_unsloth": .kernels, "quantization_bit": .only(["none"], "Attune trains unquantised weights"),
        "lora_rank": .adapters, "lora_alpha": .adapters, "lora_dropout": .adapters, "lora_target": .adapters,
        "bf16": .flag("model.precision", whenTrue: "bf16"), "fp16": .flag("model.precision", whenTrue: "fp16"),
        "pure_bf16": .flag("model.precision", whenTrue: "bf16-lean"),
        "gradient_checkpointing": .flag("model.activations", whenTrue: "recompute", whenFalse: "keep"),
        "disable_gradient_checkpointing": .flag("model.activations", whenTrue: "keep"),
    ]

    private static let data: [String: ImportRule] = [
        "dataset": .custom { draft, value in LlamaFactoryDatasets.read(value, into: &draft) },
        "eval_dataset": .custom { draft, value in LlamaFactoryDatasets.read(value, into: &draft) },
        "dataset_dir": .leave("the paths of the data sets were looked up there"),
        "media_dir": .leave("Attune trains on text"), "cutoff_len": .same("data.max_length"),
        "max_samples": .custom { draft, value in
            draft.leave(value, "Attune takes whole files")
            draft.note("the file takes \(value.node.summary) rows of each data set at most; shorten longer files")
        },
        "val_size": .validationShare, "packing": .flag("data.packing", whenTrue: "true", whenFalse: "false"),
        "neat_packing": .flag("data.packing", whenTrue: "true"),
        "train_on_prompt": .flag("data.loss_on", whenTrue: "all", whenFalse: "assistant"),
        "mask_history": .flag("data.loss_on", whenTrue: "last"),
        "overwrite_cache": .caching, "tokenized_path": .caching, "preprocessing_num_workers": .parallel,
        "preprocessing_batch_size": .parallel, "dataloader_num_workers": .parallel, "dataloader_pin_memory": .parallel,
        "streaming": .leave("files are always streamed and their tokens kept on disk"),
        "mix_strategy": .leave("sources are mixed by their weights"),
        "data_seed": .leave("one seed serves for everything"),
    ]

    private static let optimisation: [String: ImportRule] = [
        "per_device_train_batch_size": .same("training.batch_size"),
        "gradient_accumulation_steps": .same("training.gradient_accumulation"),
        "learning_rate": .same("training.learning_rate"), "num_train_epochs": .epochs, "max_steps": .maxSteps,
        "lr_scheduler_type": .schedule, "lr_scheduler_kwargs.min_lr_rate": .same("training.min_lr_ratio"),
        "warmup_ratio": .same("training.warmup_ratio"), "warmup_steps": .warmupSteps, "optim": .optimizer,
        "weight_decay": .same("training.weight_decay"), "adam_beta1": .ofAdamW(.custom(Self.betas)),
        "adam_beta2": .ofAdamW(.custom(Self.betas)),
        "adam_epsilon": .ofAdamW(.same("training.epsilon")), "max_grad_norm": .same("training.max_grad_norm"),
        "seed": .same("training.seed"), "early_stopping_steps": .same("training.early_stopping.patience"),
        "neftune_noise_alpha": .same("training.neftune_noise_alpha"),
        "label_smoothing_factor": .same("training.label_smoothing_factor"),
        "group_by_length": .leave("bins are packed by length anyway"),
    ]

    private static let running: [String: ImportRule] = [
        "output_dir": .same("output.directory"), "save_steps": .steps("output.save.every"),
        "save_strategy": .strategy("output.save.every", never: "Attune always saves checkpoints"),
        "save_total_limit": .same("output.save.keep"), "eval_steps": .steps("evaluation.every"),
        "eval_strategy": .strategy("evaluation.every", never: "Attune measures whenever there is validation data"),
        "evaluation_strategy": .strategy(
            "evaluation.every", never: "Attune measures whenever there is validation data"),
        "eval_on_start": .same("evaluation.before"),
        "per_device_eval_batch_size": .leave("Attune chooses the size of measuring passes"),
        "load_best_model_at_end": .leave("with early stopping the best weights are the result"),
        "metric_for_best_model": .leave("early stopping watches the validation loss"),
        "logging_steps": .logging, "logging_dir": .logging, "plot_loss": .logging, "report_to": .logging,
        "run_name": .logging,
        "include_num_input_tokens_seen": .logging, "overwrite_output_dir": .overwriting,
        "resume_from_checkpoint": .resuming,
        "save_only_model": .leave("a checkpoint always holds all that resuming needs"),
        "push_to_hub": .leave("Attune uploads nothing"),
    ]

    private static let stage: @Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void = {
        (draft, value) throws(RecipeImportError) in
        guard ["sft", "pt"].contains(value.text) else {
            throw .notFullFineTuning(
                place: value.node.place, key: value.key, found: value.node.summary,
                reason: "Attune imports supervised fine-tuning and plain text")
        }
        draft.leave(value, "the format of the rows says it")
    }

    static let betas: @Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void = { draft, value in
        let first = draft.values["adam_beta1"]?.text ?? "0.9"
        let second = draft.values["adam_beta2"]?.text ?? "0.999"
        draft.set("training.betas", value, pair: (first, second))
    }
}
