"""References for single operators and layers; make_models.py calls this and writes models/operators.safetensors."""
import torch
from transformers.models.llama import modeling_llama as llama

POSITIONS = [0, 1, 2, 5, 17, 63, 255, 1000]
OFFSETS = [0, 7, 20, 24]
LONG_OFFSETS = [0, 1, 261, 300]  # longer than the blocks of rows and chunks that an implementation may work in
LAYER = 1


def backward(output, inputs, gradient):
    """Gradients of sum(output * gradient) with respect to the inputs, by name."""
    found = torch.autograd.grad(output, list(inputs.values()), gradient)
    return {f"gradient_of.{name}": value for name, value in zip(inputs, found)}


def named(prefix, tensors):
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def rms_norm(prefix, rows, width, sines):
    norm = llama.LlamaRMSNorm(width, eps=1e-5)
    with torch.no_grad():
        norm.weight.copy_(1 + sines([width], 0.3, 2))
    x = sines([rows, width], 0.8, 1)
    x[3] *= 0.003
    x[4] = 0
    x.requires_grad_(True)
    gradient = sines([rows, width], 1.0, 3)
    y = norm(x)
    found = backward(y, {"x": x, "weight": norm.weight}, gradient)
    return named(prefix, {"x": x, "weight": norm.weight, "y": y, "gradient_of.y": gradient, **found})


def rotary(kind, config, sines):
    heads, kv_heads, size = config.num_attention_heads, config.num_key_value_heads, config.head_dim
    embedding = llama.LlamaRotaryEmbedding(config)
    positions = torch.tensor([POSITIONS])
    q = sines([len(POSITIONS), heads, size], 1.0, 4).requires_grad_(True)
    k = sines([len(POSITIONS), kv_heads, size], 1.0, 5).requires_grad_(True)
    cosine, sine = embedding(q, positions)
    turned = llama.apply_rotary_pos_emb(q.transpose(0, 1)[None], k.transpose(0, 1)[None], cosine, sine)
    q_out, k_out = (tensor[0].transpose(0, 1) for tensor in turned)
    gradient = sines(q.shape, 1.0, 6)
    found = backward(q_out, {"q": q}, gradient)
    return named(f"rope.{kind}", {
        "positions": positions[0], "inverse_frequencies": embedding.inv_freq, "cosine": cosine[0], "sine": sine[0],
        "q": q, "k": k, "q_out": q_out, "k_out": k_out, "gradient_of.q_out": gradient, **found})


def causal_mask(length):
    return torch.full((length, length), float("-inf")).triu(1)[None, None]


def by_document(function, *tensors, offsets=OFFSETS):
    """Applies the function to each document's rows and joins the results."""
    return torch.cat([function(*(tensor[start:end] for tensor in tensors)) for start, end in zip(offsets, offsets[1:])])


def grouped_attention(prefix, offsets, sizes, sines):
    """softmax(q k^T / sqrt(size)) v per document; query head h uses key-value head h // (heads / kv_heads)."""
    heads, kv_heads, size = sizes
    tokens, group = offsets[-1], heads // kv_heads
    q = sines([tokens, heads, size], 1.5, 7).requires_grad_(True)
    k = sines([tokens, kv_heads, size], 1.5, 8).requires_grad_(True)
    v = sines([tokens, kv_heads, size], 1.0, 9).requires_grad_(True)

    def one(q, k, v):
        q, k, v = (tensor.transpose(0, 1) for tensor in (q, k, v))
        k, v = k.repeat_interleave(group, 0), v.repeat_interleave(group, 0)
        scores = q @ k.transpose(1, 2) / size**0.5 + causal_mask(q.shape[1])[0]
        return (scores.softmax(-1) @ v).transpose(0, 1)

    y = by_document(one, q, k, v, offsets=offsets)
    gradient = sines(y.shape, 1.0, 10)
    found = backward(y, {"q": q, "k": k, "v": v}, gradient)
    return named(prefix, {"q": q, "k": k, "v": v, "y": y, "gradient_of.y": gradient, **found})


def attention_layer(model, sines):
    layer = model.model.layers[LAYER].self_attn
    x = sines([OFFSETS[-1], model.config.hidden_size], 1.0, 11).requires_grad_(True)

    def one(rows):
        turns = model.model.rotary_emb(rows, torch.arange(len(rows))[None])
        return layer(rows[None], position_embeddings=turns, attention_mask=causal_mask(len(rows)))[0][0]

    y = by_document(one, x)
    gradient = sines(y.shape, 1.0, 12)
    found = backward(y, {"x": x, **dict(layer.named_parameters())}, gradient)
    return named("attention_layer", {"x": x, "y": y, "gradient_of.y": gradient, **found})


def mlp_layer(model, sines):
    layer = model.model.layers[LAYER].mlp
    x = sines([9, model.config.hidden_size], 1.0, 13).requires_grad_(True)
    y = layer(x)
    gradient = sines(y.shape, 1.0, 14)
    found = backward(y, {"x": x, **dict(layer.named_parameters())}, gradient)
    return named("mlp_layer", {"x": x, "y": y, "gradient_of.y": gradient, **found})


def block(model, sines):
    layer = model.model.layers[LAYER]
    x = sines([OFFSETS[-1], model.config.hidden_size], 1.0, 15).requires_grad_(True)

    def one(rows):
        turns = model.model.rotary_emb(rows, torch.arange(len(rows))[None])
        return layer(rows[None], position_embeddings=turns, attention_mask=causal_mask(len(rows)))[0]

    y = by_document(one, x)
    gradient = sines(y.shape, 1.0, 16)
    found = backward(y, {"x": x, **dict(layer.named_parameters())}, gradient)
    return named("block", {"x": x, "y": y, "gradient_of.y": gradient, **found})


def head(prefix, rows, width, vocabulary, sines):
    """Weighted mean cross-entropy behind a linear head; some rows have weight 0, one has large logits."""
    hidden = sines([rows, width], 1.0, 17)
    hidden[4] *= 30
    hidden.requires_grad_(True)
    weight = sines([vocabulary, width], 0.5, 18).requires_grad_(True)
    targets = torch.tensor([(7 * row * row + 5) % vocabulary for row in range(rows)])
    cycle = [1.0, 0.0, 0.5, 1.0, 1.0, 0.0, 2.0, 0.25, 1.0, 1.0, 0.0]
    weights = torch.tensor([cycle[row % len(cycle)] for row in range(rows)])
    logits = hidden @ weight.T
    losses = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    total = (losses * weights).sum()
    mean = total / weights.sum()
    found = backward(mean, {"logits": logits, "hidden": hidden, "weight": weight}, torch.tensor(1.0))
    return named(prefix, {
        "hidden": hidden, "weight": weight, "targets": targets, "weights": weights, "logits": logits,
        "nll": losses, "loss.sum": total, "loss.mean": mean, **found})


def operator_references(model, rope_configs, sines):
    """Everything, by name; the layers are layer 1 of `model` (llama-untied-bias)."""
    found = {
        **rms_norm("rms_norm", 5, 24, sines), **rms_norm("long.rms_norm", 70, 19, sines),
        **grouped_attention("grouped_attention", OFFSETS, (6, 2, 10), sines),
        **grouped_attention("long.grouped_attention", LONG_OFFSETS, (2, 1, 4), sines),
        **attention_layer(model, sines), **mlp_layer(model, sines), **block(model, sines),
        **head("head", 11, 24, 37, sines), **head("long.head", 400, 6, 11, sines)}
    for kind, config in rope_configs.items():
        found.update(rotary(kind, config, sines))
    return found
