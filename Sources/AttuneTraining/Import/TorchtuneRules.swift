/// The keys of torchtune's full fine-tuning files.
enum TorchtuneRules {
    static let defaults: [(key: String, value: String)] = [
        ("data.on_overlong", "truncate"), ("training.batch_size", "1"), ("training.epochs", "1"),
        ("training.schedule", "constant"), ("training.warmup_ratio", "0"), ("training.max_grad_norm", "null"),
    ]

    static let rules = model.merging(data) { $1 }.merging(optimisation) { $1 }.merging(running) { $1 }

    private static let model: [String: ImportRule] = [
        "checkpointer.checkpoint_dir": .same("model.path"), "checkpointer._component_": .loading,
        "checkpointer.checkpoint_files": .loading, "checkpointer.model_type": .loading,
        "checkpointer.safe_serialization": .leave("Attune always writes safetensors"),
        "checkpointer.recipe_checkpoint": .resuming,
        "checkpointer.output_dir": .leave("one folder holds the whole run"),
        "resume_from_checkpoint": .resuming, "model._component_": .custom(modelBuilder),
        "model.*": .adapters, "tokenizer._component_": .loading, "tokenizer.path": .loading,
        "tokenizer.merges_file": .loading, "tokenizer.prompt_template": .template,
        "tokenizer.max_seq_len": .same("data.max_length"),
        "dtype": .word("model.precision", ["bf16": "bf16", "fp32": "fp32", "fp16": "fp16"]), "device": .devices,
        "enable_activation_checkpointing": .flag("model.activations", whenTrue: "recompute", whenFalse: "keep"),
        "enable_activation_offloading": .leave("activations stay in memory"), "compile": .kernels,
        "fsdp_cpu_offload": .sharding, "tensor_parallel_dim": .sharding,
    ]

    private static let data: [String: ImportRule] = [
        "dataset._component_": .custom(TorchtuneDatasets.builder), "dataset.source": .custom(TorchtuneDatasets.source),
        "dataset_val._component_": .custom(TorchtuneDatasets.builder),
        "dataset_val.source": .custom(TorchtuneDatasets.source),
        "dataset.data_files": .custom(TorchtuneDatasets.files),
        "dataset_val.data_files": .custom(TorchtuneDatasets.files),
        "dataset.packed": .flag("data.packing", whenTrue: "true", whenFalse: "false"),
        "dataset.split": .leave("a file holds one split"), "dataset_val.split": .leave("a file holds one split"),
        "dataset.train_on_input": .flag("data.loss_on", whenTrue: "all", whenFalse: "assistant"),
        "dataset.conversation_column": .custom(TorchtuneDatasets.column),
        "dataset.column": .custom(TorchtuneDatasets.column),
        "dataset_val.conversation_column": .custom(TorchtuneDatasets.column),
        "dataset.conversation_style": .leave("the format is found from the rows"),
        "dataset_val.conversation_style": .leave("the format is found from the rows"),
        "dataset.column_map.instruction": .custom(TorchtuneDatasets.column),
        "dataset.column_map.input": .custom(TorchtuneDatasets.column),
        "dataset.column_map.output": .custom(TorchtuneDatasets.column),
        "dataset.add_eos": .leave("text always ends with the model's end token"),
        "dataset.new_system_prompt": .leave("put the system message into the rows"),
        "shuffle": .flag("data.shuffle", whenTrue: "true", whenFalse: "false"),
    ]

    private static let optimisation: [String: ImportRule] = [
        "batch_size": .same("training.batch_size"), "epochs": .epochs, "max_steps_per_epoch": .custom(stepsOfEpoch),
        "gradient_accumulation_steps": .same("training.gradient_accumulation"), "optimizer._component_": .optimizer,
        "optimizer.lr": .same("training.learning_rate"), "optimizer.weight_decay": .same("training.weight_decay"),
        "optimizer.betas": .same("training.betas"), "optimizer.eps": .same("training.epsilon"),
        "optimizer.momentum": .same("training.momentum"), "optimizer.fused": .kernels, "optimizer.foreach": .kernels,
        "lr_scheduler._component_": .schedule, "lr_scheduler.num_warmup_steps": .warmupSteps,
        "optimizer_in_bwd": .flag("training.optimizer_in_backward", whenTrue: "true"),
        "loss._component_": .leave("the loss is cross-entropy over the counted tokens"),
        "loss.num_output_chunks": .kernels, "clip_grad_norm": .same("training.max_grad_norm"),
        "seed": .same("training.seed"),
    ]

    private static let running: [String: ImportRule] = [
        "output_dir": .same("output.directory"), "run_val_every_n_steps": .steps("evaluation.every"),
        "save_every_n_steps": .steps("output.save.every"),
        "batch_size_val": .leave("Attune chooses the size of measuring passes"),
        "keep_last_n_checkpoints": .same("output.save.keep"),
        "metric_logger.*": .logging, "log_every_n_steps": .logging, "log_peak_memory_stats": .logging,
        "log_level": .logging,
        "profiler.*": .logging, "cudnn_deterministic_mode": .leave("runs are always repeatable"),
        "save_adapter_weights_only": .adapters,
    ]

    private static let modelBuilder: @Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void = {
        (draft, value) throws(RecipeImportError) in
        guard !value.text.contains("lora") else {
            throw .notFullFineTuning(
                place: value.node.place, key: value.key, found: value.node.summary,
                reason: "Attune imports full fine-tuning only")
        }
        draft.leave(value, "the model's folder says what it is")
    }

    private static let stepsOfEpoch: @Sendable (inout ImportDraft, ForeignValue) throws(RecipeImportError) -> Void = {
        draft, value in
        let epochs = draft.values["epochs"]?.number ?? 1
        guard let steps = value.number, steps >= 1, steps * epochs < 1e9 else {
            return draft.set("training.max_steps", value)
        }
        draft.set("training.max_steps", value, as: String(Int(steps * epochs)))
    }
}
