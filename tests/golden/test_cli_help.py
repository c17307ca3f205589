import pytest

from mrkl_apps.cli.main import main

COMMANDS = (
    "", "ask", "chat", "route", "index", "plugins", "serve", "generate", "model inspect",
)  # fmt: skip


def test_help_of_every_command(golden, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.argv", ["mrkl"])
    pages = []
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0
        lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        pages.append("\n".join([f"$ mrkl {command} --help".replace("  ", " "), *lines]))
    golden("cli_help.txt", "\n".join(pages) + "\n")
