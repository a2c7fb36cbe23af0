"""Pictures of any module: numbers are those of forward hooks, and each line is a measured dependence."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "picture_modules"
NAMES = (
    *("resnet", "densenet", "unet", "inception", "squeeze_excite", "gru_language_model", "lstm_seq2seq"),
    *("transformer_encoder_layer", "gpt_with_tied_weights", "vae", "siamese", "autoencoder_with_dict"),
    *("mixture_of_experts", "routed_experts", "module_dict_heads", "weight_norm", "einsum_where_stack_index"),
    *("in_place", "loop_with_shared_cell", "rnn_cell_loop", "no_parameters", "image_and_table", "early_exit"),
    *("fourier_features", "lora", "conv_transpose_decoder", "positional_encoding", "embedding_bag"),
    *("group_norm_residual", "cross_attention", "scaled_dot_product", "highway", "temporal_convolution"),
    *("deep_sets", "bidirectional_lstm", "through_python_numbers"),
)


@pytest.mark.parametrize("name", NAMES)
def test_modules_as_people_write_them(ask: Ask, name: str) -> None:
    assert ask("foreign", name) == []


def test_every_module_of_the_list_is_drawn(ask: Ask) -> None:
    assert sorted(ask("names")) == sorted(NAMES)


def test_random_modules(ask: Ask, fuzz_seed: int) -> None:
    print(f"seed {fuzz_seed}")
    assert ask("random_modules", fuzz_seed, 10) == []


@pytest.mark.slow
def test_many_more_random_modules(ask: Ask, fuzz_seed: int) -> None:
    print(f"seed {fuzz_seed + 500}")
    assert ask("random_modules", fuzz_seed + 500, 500) == []


def test_what_opens_is_what_the_module_computes(ask: Ask) -> None:
    """Gates and attention maps, against formulas that are written out once more."""
    assert ask("gates_and_maps") == []


def test_loops_and_equal_layers_are_folded(ask: Ask) -> None:
    assert ask("folded", "gpt_with_tied_weights") == [["Block", 4]]
    assert ask("folded", "rnn_cell_loop") == [["loop", 5]]
    assert ask("folded", "gru_language_model") == [["GRU", 0], ["step", 4]]


def test_shared_weights_are_named(ask: Ask) -> None:
    """The token embedding of the small GPT is its last layer's weight."""
    data = ask("described", "gpt_with_tied_weights")
    [head] = [call for call in data["calls"] if call["name"] == "lm_head"]
    assert [data["calls"][number]["name"] for number in head["shares"]] == ["wte"]


def test_gradients_of_the_loss_are_those_that_hooks_get(ask: Ask) -> None:
    assert ask("gradients") == []


def test_a_module_that_fails_says_where(ask: Ask) -> None:
    data = ask("failing")
    assert "fault" in data
    assert [call["name"] for call in data["calls"] if call.get("fault")] == ["second"]


def test_scores_of_several_steps_have_no_winner(ask: Ask) -> None:
    found = ask("with_classes_for_each_step")
    assert "classes" not in found
    said = "Classes name the scores of a sample: 3 numbers in a row. The output has the shape [1, 4, 3]."
    assert said in found["folded"]


def test_the_largest_output_is_named(ask: Ask) -> None:
    found = ask("with_classes")
    assert found["data"]["classes"] == ["cat", "dog", "owl"]
    assert found["table"].splitlines()[-1].startswith("largest: ")
    assert "The largest output is" in found["still"]


def test_looking_changes_nothing(ask: Ask) -> None:
    assert ask("unnoticed") == []


def test_large_modules_stay_short(ask: Ask) -> None:
    data = ask("large")
    assert len(json.dumps(data, separators=(",", ":"))) <= 400_000
    assert data["folded"]
