import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCUMENTS = """<doc><docno>1</docno><title>wings</title><text>lift of a wing .</text></doc>
<doc><docno>2</docno><title>heat</title><text>heat in slabs .</text></doc>
<doc><docno>3</docno><title>wing</title><text>wing wing flutter .</text></doc>"""
QUERIES = """<top><num> 1</num><title>\nheat of slabs\n</title></top>
<top><num> 4</num><title>\nwing\n</title></top>"""
JUDGEMENTS = "1 0 2 1\n2 0 1 2\n2 0 2 0\n"


def bench(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.retrieval", "--passages", "100", *options]
    environment = {**os.environ, "MRKL_DATA": str(data)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "cranfield"
    folder.mkdir()
    with gzip.open(folder / "cran.all.1400.xml.gz", "wt") as file:
        file.write(DOCUMENTS)
    (folder / "cran.qry.xml").write_text(QUERIES)
    (folder / "cranqrel.trec.txt").write_text(JUDGEMENTS)
    return tmp_path


def test_it_measures_quality_and_speed(data: Path) -> None:
    done = bench(data, "--json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    assert report["benchmark"] == "retrieval"
    # Query 1 finds document 2 first; query 2 finds document 1 second: (1 + 1 / log2(3)) / 2.
    assert report["quality"]["lexical"]["ndcg@10"] == 0.8155
    assert report["quality"]["lexical"]["recall@100"] == 1.0
    assert report["speed"]["passages"] == 100


def test_absent_data_is_named(tmp_path: Path) -> None:
    done = bench(tmp_path)
    assert done.returncode == 1
    assert "No folder 'cranfield'" in done.stderr
    assert "MRKL_DATA" in done.stderr
