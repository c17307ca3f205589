import json
from pathlib import Path
from xml.etree import ElementTree

from published_models import super_49b, ultra_253b

from mrkl_backends.pytorch.block_picture import block_picture
from mrkl_backends.pytorch.inspection import inspect_checkpoint

BLUE, ORANGE, GREY = "#3b6ea8", "#d9822b", "#9aa0a6"
LINEAR = {"no_op": False, "replace_with_linear": True}


def drawn(folder: Path, config) -> ElementTree.Element:
    (folder / "config.json").write_text(json.dumps(config))
    return ElementTree.fromstring(block_picture(inspect_checkpoint(folder)))


def bars(picture: ElementTree.Element, colour: str) -> list[float]:
    return [float(bar.attrib["width"]) for bar in picture.iter() if bar.get("fill") == colour
            and bar.tag.endswith("rect")]  # fmt: skip


def test_every_sub_block_has_its_bar(tmp_path: Path) -> None:
    picture = drawn(tmp_path, super_49b())
    assert len(bars(picture, BLUE)) == 49
    widths = bars(picture, ORANGE)
    assert len(widths) == 80
    assert widths[1] == max(widths) == 480
    assert widths[0] == 240  # half as wide
    texts = [text.text for text in picture.iter() if text.tag.endswith("text")]
    assert texts[0].startswith("nemotron-nas, 80 layers, 49,867,145,216 parameters, 200,704 bytes")
    assert "28,672" in texts


def test_what_is_missing_has_none(tmp_path: Path) -> None:
    config = ultra_253b()
    picture = drawn(tmp_path, config)
    without = sum(block["ffn"]["no_op"] for block in config["block_configs"])
    assert len(bars(picture, ORANGE)) == 162 - without
    assert min(bars(picture, ORANGE)) >= 2


def test_linear_sub_blocks_are_short_and_grey(tmp_path: Path) -> None:
    config = super_49b()
    config["block_configs"] = [{"attention": LINEAR, "ffn": LINEAR}]
    config["num_hidden_layers"] = 1
    picture = drawn(tmp_path, config)
    assert bars(picture, GREY) == [8, 8]
    assert bars(picture, BLUE) == bars(picture, ORANGE) == []


def test_all_of_it_lies_inside(tmp_path: Path) -> None:
    picture = drawn(tmp_path, super_49b())
    height = float(picture.attrib["height"])
    for bar in picture.iter():
        if bar.tag.endswith("rect") and "x" in bar.attrib:
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) < float(
                picture.attrib["width"]
            )
            assert float(bar.attrib["y"]) + float(bar.attrib["height"]) <= height
