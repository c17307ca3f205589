"""The nano model where torch is installed: training, going on, and the folder it is written to."""

import json
import math
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("tokenizers")

from safetensors.torch import load_file  # noqa: E402

from bench.reproduce.nano import __main__ as command  # noqa: E402
from bench.reproduce.nano import measures, report, training  # noqa: E402
from bench.reproduce.nano.batches import Batches  # noqa: E402
from bench.reproduce.nano.checkpoint import read_checkpoint, write_checkpoint  # noqa: E402
from bench.reproduce.nano.model import Nano, Shape, token_losses  # noqa: E402
from bench.reproduce.nano.pool import (  # noqa: E402
    Definition,
    Exchange,
    Pool,
    Prepared,
    Reading,
    SourceCount,
    save,
)
from bench.reproduce.nano.run import run  # noqa: E402
from bench.reproduce.nano.tasks import TASKS  # noqa: E402
from bench.reproduce.nano.tokens import Encoder, train_tokenizer  # noqa: E402
from bench.reproduce.nano.training import Clock, Recipe, rate_at, train  # noqa: E402
from bench.reproduce.nano.writing import Part, chat, plain  # noqa: E402

TINY = Shape(
    vocabulary=400, hidden=32, layers=2, heads=4, kv_heads=2, head_dim=8, ffn=64, positions=1_024
)
QUICK = Recipe(steps=24, sequences=2, length=64, rate=1e-2, kept_every=10)
COUNT = SourceCount(
    name="qamr", licence="MIT", rows=9, repeats=1, measured=1, trained=5, held_out=2
)


def pool():
    word = Definition("bread", "n", "food", "a baked food", "fresh bread")
    return Pool(
        readings={
            source: [Reading(f"It is {n}.", [("What is it?", f"{n}")]) for n in range(5)]
            for source in ("fairytaleqa", "qamr", "snips", "strategyqa")
        },
        labelled={
            source: {label: [f"{label} {n}" for n in range(4)] for label in ("hot", "cold")}
            for source in (
                "clinc150", "hwu64", "banking77", "snips", "simplequestions", "fairytaleqa",
                "english_wordnet",
            )
        },
        exchanges={
            source: [Exchange("Hi", "Hello."), Exchange("Bye", "Till then.")]
            for source in ("personality_chat", "gsm8k", "webquestions")
        },
        definitions={"all": [word._replace(word=f"w{n}") for n in range(12)], "common": [word]},
        words=["house", "tree", "river"],
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def prepared():
    texts = [
        "".join(part.text for part in task.make(pool(), Random(seed)) if not part.control)
        for task in TASKS.values()
        for seed in range(4)
    ]
    tokenizer = train_tokenizer(texts, TINY.vocabulary).to_str()
    return Prepared(train=pool(), held_out=pool(), tokenizer=tokenizer, sources=[COUNT])


@pytest.fixture(scope="module")
def encoder(prepared):
    return Encoder(prepared.tokenizer)


def hello(pool, rng):
    return chat([("Hi", "Hello.")])


def batches(encoder, steps=24, **changes):
    given = {"seed": 1, "sequences": 2, "length": 64, "steps": steps, **changes}
    return Batches(pool(), encoder, **given)


def weights(model):
    return {name: weight.detach().clone() for name, weight in model.named_parameters()}


def test_a_step_has_the_same_batch_each_time_and_no_other_step_has_it(encoder):
    batch = batches(encoder)[3]
    assert batch.tokens.shape == batch.weights.shape == (2, 65)
    assert torch.equal(batch.tokens, batches(encoder)[3].tokens)
    assert not torch.equal(batch.tokens, batches(encoder)[4].tokens)
    assert not torch.equal(batch.tokens, batches(encoder, seed=2)[3].tokens)
    assert len(batches(encoder)) == 24


def test_documents_follow_one_another_and_the_last_is_cut_off(encoder):
    made = batches(encoder, write=hello, length=20)[0].tokens[0].tolist()
    once, _ = encoder.encode(hello(None, None))
    assert made == (once * 21)[:21]


def test_a_document_that_fits_is_drawn_in_place_of_one_that_does_not(encoder):
    short, long = plain([Part("a")]), plain([Part("1" * 30)])
    drawn = iter([long, long, long, short] * 30)
    made = batches(encoder, write=lambda pool, rng: next(drawn), length=12)[0].tokens
    assert made[0].tolist()[:3] == encoder.encode(short)[0]


def test_the_rate_rises_and_then_falls_to_what_is_left():
    recipe = Recipe(rate=1.0, warmup=0.1, last=0.02)
    assert rate_at(0.05, recipe) == pytest.approx(0.5)
    assert rate_at(0.1, recipe) == pytest.approx(1.0)
    assert rate_at(0.55, recipe) == pytest.approx(0.51)
    assert rate_at(1.0, recipe) == rate_at(1.7, recipe) == pytest.approx(0.02)


def test_the_clock_schedules_what_is_left_after_the_first_step():
    times = iter([100.0, 120.0, 140.0, 160.0])
    clock = Clock(Recipe(minutes=1.0), now=lambda: next(times))
    assert [round(clock.share(step), 2) for step in range(4)] == [0.0, 0.0, 0.5, 1.0]
    assert [Clock(Recipe(steps=4)).share(step) for step in range(4)] == [0.25, 0.5, 0.75, 1.0]


def test_training_lowers_the_loss_on_text_that_is_held_out(encoder):
    model = Nano(TINY, seed=1)
    apart = batches(encoder, seed=9, steps=2)
    before = measures.held_out_loss(model, apart)
    assert before == pytest.approx(math.log(TINY.vocabulary), rel=0.05)
    told = []
    last = train(model, batches(encoder), QUICK, told=told.append)
    assert measures.held_out_loss(model, apart) < before - 1
    assert [progress.step for progress in told] == [10, 20]
    assert (last.step, last.share, last.tokens) == (24, 1.0, 24 * 2 * 64)


def test_the_same_seed_gives_the_same_weights_and_going_on_too(encoder, tmp_path):
    whole, halted, other = Nano(TINY, seed=1), Nano(TINY, seed=1), Nano(TINY, seed=2)
    train(whole, batches(encoder), QUICK)
    kept = tmp_path / "run" / "state.safetensors"

    def halt(progress):
        if progress.step == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(halted, batches(encoder), QUICK, kept=kept, told=halt)
    name = "model.embed_tokens.weight"
    assert not torch.equal(weights(other)[name], weights(Nano(TINY, seed=1))[name])
    last = train(other, batches(encoder), QUICK, kept=kept)  # step 10 is kept, not 20
    assert last.step == 24
    for name, weight in weights(whole).items():
        assert torch.equal(weight, weights(other)[name]), name


def test_a_run_that_is_over_and_a_loss_that_is_no_number_are_refused(encoder, tmp_path):
    kept = tmp_path / "state.safetensors"
    train(Nano(TINY, seed=1), batches(encoder, steps=10), QUICK, kept=kept)
    with pytest.raises(ValueError, match="after step 10"):
        train(Nano(TINY, seed=1), batches(encoder, steps=10), QUICK, kept=kept)
    broken = Nano(TINY, seed=1)
    with torch.no_grad():
        broken.model.norm.weight.fill_(math.nan)
    with pytest.raises(FloatingPointError, match="lower --rate"):
        train(broken, batches(encoder), QUICK)


def test_a_run_by_the_clock_ends_in_time(encoder):
    recipe = Recipe(minutes=0.01, sequences=2, length=64)
    last = train(Nano(TINY, seed=1), batches(encoder, steps=100_000), recipe)
    assert 0 < last.step < 1_000
    assert last.share > 0.5
    assert last.seconds < 10


def test_the_model_is_compiled_on_request(encoder, monkeypatch):
    compiled = []
    monkeypatch.setattr(torch, "compile", lambda model: compiled.append(model) or model)
    model = Nano(TINY, seed=1)
    train(model, batches(encoder, steps=1), Recipe(steps=1, compiled=True))
    assert compiled == [model]


HELPED = """
import sys
from pathlib import Path
import torch
from safetensors.torch import save_file
from bench.reproduce.nano.batches import Batches
from bench.reproduce.nano.model import Nano, Shape
from bench.reproduce.nano.pool import load
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.training import Recipe, train

torch.set_num_threads(1)
text = load(Path(sys.argv[1]))
batches = Batches(
    text.train, Encoder(text.tokenizer), seed=1, sequences=2, length=64, steps=3
)
model = Nano(Shape(vocabulary=400, hidden=32, layers=2, heads=4, kv_heads=2, head_dim=8, ffn=64,
                   positions=1_024), seed=1)
train(model, batches, Recipe(steps=24, workers=2, rate=1e-2))
save_file({name: weight.detach() for name, weight in model.named_parameters()}, sys.argv[2])
"""


def test_batches_written_by_other_processes_are_the_same(prepared, encoder, tmp_path):
    # In a process of its own: coverage does not go well with the workers of a DataLoader.
    save(prepared, tmp_path / "data.json.gz")
    there = tmp_path / "helped.safetensors"
    subprocess.run(
        [sys.executable, "-c", HELPED, str(tmp_path / "data.json.gz"), str(there)],
        cwd=Path(command.__file__).parents[3],
        check=True,
        timeout=120,
    )
    alone = Nano(TINY, seed=1)
    train(alone, batches(encoder, steps=3), QUICK)
    helped = load_file(there)
    assert all(torch.equal(weight, helped[name]) for name, weight in weights(alone).items())


def test_the_loss_of_a_token_is_that_of_its_logits():
    model = Nano(TINY, seed=1)
    tokens = torch.randint(0, 400, (2, 9))
    chances = model(tokens[:, :-1]).log_softmax(-1)
    expected = -chances.gather(-1, tokens[:, 1:, None]).flatten()
    assert torch.allclose(token_losses(model, tokens), expected, atol=1e-5)


def test_answers_are_exact_if_each_of_their_tokens_is_foreseen(encoder):
    model = Nano(TINY, seed=1)
    train(model, batches(encoder, steps=40, write=hello), Recipe(steps=40, rate=1e-2))
    (one,) = measures.measure(
        model, pool(), encoder, documents=3, tasks={"hello": lambda pool, rng: hello(pool, rng)}
    ).values()
    assert (one.exact, one.answers) == (1.0, 3)
    assert 1.0 <= one.answer_perplexity < 2
    ids, _ = encoder.encode(hello(None, None))
    count = len([token for token in ids if encoder.token_bytes()[token]])
    bits = one.bits_per_byte * len(b"HiHello.") / count
    assert one.perplexity == pytest.approx(2**bits)


def test_untrained_answers_are_not_exact_and_free_ones_are_not_counted(encoder):
    found = measures.measure(Nano(TINY, seed=1), pool(), encoder, documents=2)
    assert set(found) == set(TASKS)
    assert found["look-up"].exact == 0.0
    assert found["definitions"].exact is None
    assert all(math.isfinite(one.bits_per_byte) for one in found.values())


@pytest.fixture(scope="module")
def folder(prepared, encoder, tmp_path_factory):
    model = Nano(TINY, seed=1)
    train(model, batches(encoder), QUICK)
    path = tmp_path_factory.mktemp("nano")
    write_checkpoint(path, model, prepared.tokenizer)
    return path


def test_a_folder_is_read_as_it_was_written(folder, prepared):
    model, tokenizer = read_checkpoint(folder)
    assert model.shape == TINY
    assert tokenizer == prepared.tokenizer
    config = json.loads((folder / "config.json").read_text())
    assert config["architectures"] == ["LlamaForCausalLM"]
    assert (folder / "model.safetensors").stat().st_size < 2 * 60_000


def test_transformers_and_our_engine_write_the_same_tokens(folder):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("jinja2")
    from mrkl_backends.pytorch.language_model import LocalModel
    from mrkl_core.values import Message

    said = "It is 3.\n\nWhat is it?"
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": said}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    written = theirs.generate(**prompt, max_new_tokens=12)[0].tolist()
    ours = LocalModel.load(folder, name="nano", dtype="float32")
    request, _ = ours.prepare([Message(role="user", content=said)], max_tokens=12, temperature=0.0)
    tokens = [event.token for event in ours.engine.submit(request)]
    ours.close()
    assert [*request.prompt, *tokens] == written
    model, _ = read_checkpoint(folder)
    assert torch.allclose(model(prompt["input_ids"]), theirs(**prompt).logits, atol=1e-4)


def test_a_run_leaves_a_model_its_figures_a_curve_and_a_card(prepared, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    out = tmp_path / "out"
    run(prepared, QUICK, TINY, out, device=torch.device("cpu"), documents=1)
    names = {path.name for path in out.iterdir()}
    assert names == {
        "config.json", "generation_config.json", "model.safetensors", "tokenizer.json",
        "tokenizer_config.json", "training.json", "loss.png", "MODEL_CARD.md",
    }  # fmt: skip
    figures = json.loads((out / "training.json").read_text())
    assert [point["step"] for point in figures["curve"]] == [10, 20, 24]
    assert set(figures["held_out"]) == set(TASKS)
    assert (out / "loss.png").read_bytes().startswith(b"\x89PNG")
    card = (out / "MODEL_CARD.md").read_text()
    assert "| qamr | MIT | 9 | 1 | 1 | 5 | 2 |" in card
    assert "| gsm8k | " in card
    assert card in capsys.readouterr().out


def test_the_command_trains_and_measures(prepared, tmp_path, monkeypatch, capsys):
    pytest.importorskip("matplotlib")
    data = tmp_path / "data.json.gz"
    save(prepared, data)
    monkeypatch.setattr(command, "Shape", lambda: TINY)
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    kept = tmp_path / "run.safetensors"
    kept.write_text("of a run before")
    common = ["--data", str(data), "--documents", "1", "--threads", "1", "--device", "auto"]
    train = ["--out", str(tmp_path / "out"), "--kept", str(kept), "--length", "32"]
    assert command.main([*common, *train]) == 2
    assert command.main([*common, *train, "--steps", "2", "--minutes", "1"]) == 2
    assert "--steps or --minutes" in capsys.readouterr().err
    assert command.main([*common, *train, "--steps", "2", "--sequences", "1"]) == 0
    assert not kept.exists()
    assert command.main([*common, "--measure", str(tmp_path / "out")]) == 0
    assert "| look-up | " in capsys.readouterr().out


def test_the_command_prepares(prepared, tmp_path, monkeypatch, capsys):
    from bench.reproduce.nano import prepare

    monkeypatch.setattr(prepare, "prepare", lambda: prepared)
    data = tmp_path / "data.json.gz"
    assert command.main(["--prepare", "--data", str(data)]) == 0
    assert data.is_file()
    assert "| qamr | MIT |" in capsys.readouterr().out


def test_a_measure_that_is_free_says_so():
    one = measures.Measure(
        perplexity=9.0, bits_per_byte=1.0, answer_perplexity=2.0, exact=None, answers=1_200
    )
    assert report.measure_table({"a": one})[2] == "| a | 9.00 | 1.000 | 2.00 | free | 1,200 |"


def test_a_gpu_computes_in_bfloat16_where_it_can(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    assert not training.autocast(torch.device("cuda"))._enabled


def test_bfloat16_is_used_where_the_processor_has_it():
    able = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    with training.autocast(torch.device("cpu")):
        made = torch.nn.functional.linear(torch.ones(2, 2), torch.ones(2, 2))
    assert (made.dtype == torch.bfloat16) == able
