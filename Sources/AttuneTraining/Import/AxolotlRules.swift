/// The keys of Axolotl's training files.
enum AxolotlRules {
    static let defaults: [(key: String, value: String)] = [
        ("data.max_length", "512"), ("data.on_overlong", "drop"), ("training.batch_size", "1"),
        ("training.epochs", "1"), ("training.schedule", "cosine"), ("training.warmup_ratio", "0.03"),
    ]

    static let rules = model.merging(data) { $1 }.merging(optimisation) { $1 }.merging(running) { $1 }

    private static let model: [String: ImportRule] = [
        "base_model": .same("model.path"), "model_type": .loading, "tokenizer_type": .loading,
        "trust_remote_code": .loading,
        "base_model_config": .loading, "tokenizer_config": .loading, "hub_model_id": .leave("Attune uploads nothing"),
        "hub_strategy": .leave("Attune uploads nothing"), "processor_type": .loading,
        "adapter": .only(["none"], "Attune imports full fine-tuning only"),
        "load_in_8bit": .only(["false"], "Attune trains unquantised weights"),
        "load_in_4bit": .only(["false"], "Attune trains unquantised weights"),
        "rl": .only(["none"], "Attune imports supervised fine-tuning only"),
        "lora_r": .adapters, "lora_alpha": .adapters, "lora_dropout": .adapters, "lora_target_modules": .adapters,
        "lora_target_linear": .adapters, "lora_model_dir": .adapters, "lora_fan_in_fan_out": .adapters,
        "bf16": .word("model.precision", ["auto": "auto", "true": "bf16", "full": "bf16-lean", "false": "fp32"]),
        "fp16": .flag("model.precision", whenTrue: "fp16"), "tf32": .kernels, "flash_attention": .kernels,
        "attn_implementation": .kernels, "sdp_attention": .kernels, "xformers_attention": .kernels,
        "eager_attention": .kernels,
        "flash_attn_cross_entropy": .kernels, "flash_attn_rms_norm": .kernels, "flash_attn_fuse_mlp": .kernels,
        "gradient_checkpointing": .word(
            "model.activations", ["true": "recompute", "unsloth": "recompute", "offload": "recompute", "false": "keep"]),
        "gradient_checkpointing_kwargs.*": .kernels, "torch_compile": .kernels, "plugins": .kernels,
        "deepspeed": .sharding,
        "fsdp": .sharding, "fsdp_config.*": .sharding, "ddp_timeout": .sharding,
        "liger_rope": .kernels, "liger_rms_norm": .kernels, "liger_glu_activation": .kernels,
        "liger_fused_linear_cross_entropy": .kernels, "cut_cross_entropy": .kernels,
        "special_tokens.*": .leave("the model's own special tokens are used"),
        "tokens": .leave("Attune adds no tokens to a vocabulary"), "chat_template": .template,
        "default_system_message": .template,
        "unfrozen_parameters": .leave("all weights are trained; see strategy.kind for parts of them"),
    ]

    private static let data: [String: ImportRule] = [
        "datasets": .custom { draft, value in AxolotlDatasets.read(value, into: &draft) },
        "test_datasets": .custom { draft, value in AxolotlDatasets.read(value, into: &draft) },
        "val_set_size": .validationShare, "sequence_len": .same("data.max_length"),
        "excess_length_strategy": .word(
            "data.on_overlong", ["drop": "drop", "truncate": "truncate", "raise": "error"]),
        "sample_packing": .flag("data.packing", whenTrue: "true", whenFalse: "false"),
        "eval_sample_packing": .leave("measuring passes are always packed"),
        "pad_to_sequence_len": .leave("Attune pads nothing"),
        "group_by_length": .leave("bins are packed by length anyway"),
        "train_on_inputs": .flag("data.loss_on", whenTrue: "all", whenFalse: "assistant"),
        "shuffle_merged_datasets": .flag("data.shuffle", whenTrue: "true", whenFalse: "false"),
        "dataset_prepared_path": .caching, "skip_prepare_dataset": .caching, "dataset_processes": .parallel,
        "dataloader_num_workers": .parallel, "dataloader_pin_memory": .parallel,
        "dataloader_prefetch_factor": .parallel,
    ]

    private static let optimisation: [String: ImportRule] = [
        "micro_batch_size": .same("training.batch_size"),
        "gradient_accumulation_steps": .same("training.gradient_accumulation"), "num_epochs": .epochs,
        "max_steps": .maxSteps, "optimizer": .optimizer, "lr_scheduler": .schedule,
        "cosine_min_lr_ratio": .same("training.min_lr_ratio"), "learning_rate": .same("training.learning_rate"),
        "warmup_steps": .warmupSteps, "warmup_ratio": .same("training.warmup_ratio"),
        "weight_decay": .same("training.weight_decay"), "adam_beta1": .ofAdamW(.custom(LlamaFactoryRules.betas)),
        "adam_beta2": .ofAdamW(.custom(LlamaFactoryRules.betas)),
        "adam_epsilon": .ofAdamW(.same("training.epsilon")),
        "max_grad_norm": .same("training.max_grad_norm"), "seed": .same("training.seed"),
        "early_stopping_patience": .same("training.early_stopping.patience"),
        "neftune_noise_alpha": .same("training.neftune_noise_alpha"),
        "label_smoothing_factor": .same("training.label_smoothing_factor"),
        "loss_watchdog_threshold": .leave("a run ends at a loss that is no number"),
        "loss_watchdog_patience": .leave("a run ends at a loss that is no number"),
    ]

    private static let running: [String: ImportRule] = [
        "output_dir": .same("output.directory"), "evals_per_epoch": .perEpoch("evaluation.every"),
        "eval_steps": .steps("evaluation.every"), "saves_per_epoch": .perEpoch("output.save.every"),
        "eval_strategy": .strategy("evaluation.every", never: "Attune measures whenever there is validation data"),
        "save_strategy": .strategy("output.save.every", never: "Attune always saves checkpoints"),
        "save_steps": .steps("output.save.every"), "save_total_limit": .same("output.save.keep"),
        "eval_max_new_tokens": .leave("Attune measures the loss"),
        "eval_table_size": .leave("Attune measures the loss"),
        "eval_batch_size": .leave("Attune chooses the size of measuring passes"),
        "logging_steps": .logging, "wandb_project": .logging, "wandb_entity": .logging, "wandb_watch": .logging,
        "wandb_name": .logging, "wandb_log_model": .logging, "wandb_run_id": .logging, "use_wandb": .logging,
        "mlflow_tracking_uri": .logging, "mlflow_experiment_name": .logging, "use_tensorboard": .logging,
        "resume_from_checkpoint": .resuming, "auto_resume_from_checkpoints": .resuming,
        "local_rank": .devices, "device_map": .devices, "debug": .logging,
        "save_safetensors": .leave("Attune always writes safetensors"),
        "strict": .leave("unknown keys are always errors"),
        "save_only_model": .leave("a checkpoint always holds all that resuming needs"),
    ]
}
