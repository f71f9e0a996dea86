import AttuneErrors

/// What other tools call the fields of a recipe.
///
/// Transformers and TRL, LLaMA-Factory, Axolotl, torchtune, mlx-lm.
private let foreignKeys: [String: String] = [
    "adam_beta1": "training.betas", "adam_beta2": "training.betas", "adam_epsilon": "training.epsilon",
    "assistant_only_loss": "data.loss_on", "base_model": "model.path", "beta1": "training.betas",
    "bf16": "model.precision", "block_size": "data.max_length", "clip_grad_norm": "training.max_grad_norm",
    "completion_only_loss": "data.loss_on", "compute_dtype": "model.precision", "cutoff_len": "data.max_length",
    "dataset": "data.train", "dataset_dir": "data.train", "dataset_name": "data.train",
    "dataset_text_field": "data.train.N.fields", "datasets": "data.train", "do_eval": "evaluation.every",
    "dtype": "model.precision, or output.dtype for the saved weights",
    "early_stopping_patience": "training.early_stopping.patience",
    "early_stopping_threshold": "training.early_stopping.min_delta",
    "enable_activation_checkpointing": "model.activations",
    "eval_dataset": "data.validation", "eval_on_start": "evaluation.before", "eval_steps": "evaluation.every",
    "eval_strategy": "evaluation.every", "evals_per_epoch": "evaluation.every",
    "evaluation_strategy": "evaluation.every",
    "fine_tune_type": "strategy.kind", "finetuning_type": "strategy.kind",
    "fp16": "model.precision", "grad_accumulation_steps": "training.gradient_accumulation",
    "grad_checkpoint": "model.activations", "gradient_accumulation_steps": "training.gradient_accumulation",
    "gradient_checkpointing": "model.activations", "iters": "training.max_steps",
    "label_names": "data.classification.labels", "label_smoothing": "training.label_smoothing_factor",
    "lora_alpha": "strategy.lora.lora_alpha", "lora_dropout": "strategy.lora.lora_dropout",
    "lora_r": "strategy.lora.r", "lora_rank": "strategy.lora.r", "lora_target": "strategy.lora.target_modules",
    "lora_target_modules": "strategy.lora.target_modules", "lora_target_linear": "strategy.lora.target_modules",
    "load_best_model_at_end": "training.early_stopping", "lr": "training.learning_rate",
    "lr_scheduler": "training.schedule", "lr_scheduler_type": "training.schedule", "lr_schedule": "training.schedule",
    "mask_prompt": "data.loss_on", "max_epochs": "training.epochs", "max_iters": "training.max_steps",
    "max_len": "data.max_length", "max_seq_len": "data.max_length", "max_seq_length": "data.max_length",
    "max_steps_per_epoch": "training.max_steps", "metric_for_best_model": "training.early_stopping.metric",
    "micro_batch_size": "training.batch_size", "min_lr": "training.min_lr_ratio",
    "min_lr_rate": "training.min_lr_ratio",
    "mixed_precision": "model.precision", "model_id": "model.path", "model_name": "model.path",
    "model_name_or_path": "model.path", "num_epochs": "training.epochs", "num_threads": "training.threads",
    "num_train_epochs": "training.epochs", "optim": "training.optimizer", "output_dir": "output.directory",
    "neftune_alpha": "training.neftune_noise_alpha", "noisy_embedding_alpha": "training.neftune_noise_alpha",
    "overwrite_output_dir": "the option --overwrite of attune train", "packed": "data.packing",
    "per_device_batch_size": "training.batch_size", "per_device_eval_batch_size": "chosen by Attune",
    "per_device_train_batch_size": "training.batch_size", "pure_bf16": "model.precision (bf16-lean)",
    "adapter": "strategy.kind", "lora": "strategy.lora", "peft": "strategy.kind", "use_peft": "strategy.kind",
    "random_seed": "training.seed", "resume_from_checkpoint": "the option --resume of attune train",
    "sample_packing": "data.packing", "save_every": "output.save.every", "save_limit": "output.save.keep",
    "save_steps": "output.save.every", "save_strategy": "output.save.every", "save_total_limit": "output.save.keep",
    "saves_per_epoch": "output.save.every", "seq_len": "data.max_length", "seq_length": "data.max_length",
    "sequence_len": "data.max_length", "sequence_length": "data.max_length", "stage": "strategy.kind",
    "steps_per_eval": "evaluation.every", "steps_per_report": "chosen by Attune", "test_data": "data.test",
    "test_dataset": "data.test", "total_steps": "training.max_steps", "train_data": "data.train",
    "train_dataset": "data.train", "train_file": "data.train", "train_on_inputs": "data.loss_on",
    "train_on_prompt": "data.loss_on", "val_data": "data.validation", "val_dataset": "data.validation",
    "val_set_size": "data.validation.fraction", "val_size": "data.validation.fraction",
    "validation_file": "data.validation", "validation_split": "data.validation.fraction",
    "warmup": "training.warmup_ratio",
    "num_warmup_steps": "training.warmup_steps", "wd": "training.weight_decay",
    "z_loss": "training.z_loss_weight", "z_loss_multiplier": "training.z_loss_weight",
]

extension RecipeKeyHint {
    /// What was probably meant by a key that does not exist among these.
    ///
    /// First another tool's word, then a key of this recipe that stands elsewhere, then spelling.
    init(for key: String, among known: [String]) {
        let word = RecipeKeyHint.inRecipeSpelling(key)
        if known.contains(word) {
            self = .nearest([word])
        } else if let path = foreignKeys[word] {
            self = .moved(path)
        } else if let path = RecipeTable.paths.first(where: { $0.split(separator: ".").last.map(String.init) == word })
        {
            self = .moved(path)
        } else {
            let nearest = nearestNames(to: String(word.prefix(100)), among: known, limit: 2)
            self = nearest.isEmpty ? RecipeKeyHint(elsewhere: word, known) : .nearest(nearest)
        }
    }

    private init(elsewhere word: String, _ known: [String]) {
        var pathOfLeaf: [String: String] = [:]
        for path in RecipeTable.paths.reversed() {
            if let leaf = path.split(separator: ".").last { pathOfLeaf[String(leaf)] = path }
        }
        let close = nearestNames(to: String(word.prefix(100)), among: pathOfLeaf.keys, limit: 1).first
        self = close.flatMap { pathOfLeaf[$0] }.map { .nearest([$0]) } ?? .known(known)
    }

    /// `learningRate` and `learning-rate` as `learning_rate`.
    private static func inRecipeSpelling(_ key: String) -> String {
        var word = ""
        var previousIsLower = false
        for character in key.prefix(200) {
            if character.isUppercase, previousIsLower { word.append("_") }
            word += character == "-" ? "_" : character.lowercased()
            previousIsLower = character.isLowercase
        }
        return word
    }
}
