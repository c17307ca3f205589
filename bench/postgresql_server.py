"""A fresh PostgreSQL server for tests, and for benchmarks that kill it."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STARTS_WITHIN_S = 20


def binaries() -> Path | None:
    """Return the folder of the newest server that is installed."""
    folders = [str(Path(found).parent) for found in [shutil.which("initdb")] if found]
    for folder in [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *folders]:
        if Path(folder, "initdb").exists() and Path(folder, "postgres").exists():
            return Path(folder)
    return None


def unprivileged() -> dict[str, Any] | None:
    """Return an account that the server agrees to run as; it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return None


class Server:
    """A server that trusts everybody on 127.0.0.1; its administrator is ``admin``."""

    def __init__(self, programs: Path, account: dict[str, Any], folder: str, *, sync: bool) -> None:
        self._programs = programs
        self._account = account
        self._folder = folder
        self._sync = [] if sync else ["-F"]
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def make(self) -> None:
        """Make the files of the server."""
        data = Path(self._folder, "data")
        subprocess.run(
            [
                self._programs / "initdb",
                "-D",
                data,
                "-U",
                "admin",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd=self._folder,
            **self._account,
        )

    def url(self, database: str = "postgres", user: str = "admin") -> str:
        """Return the URL of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, again after it was killed too."""
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", self._folder, *self._sync]
        ends = time.monotonic() + STARTS_WITHIN_S
        while True:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", Path(self._folder, "data"), *options],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                start_new_session=True,
                **self._account,
            )
            while self._process.poll() is None and time.monotonic() < ends:
                if self._answers():
                    return
                time.sleep(0.05)
            # After a kill, the memory that its children share may be held for a moment.
            if time.monotonic() > ends:
                self.stop()
                raise TimeoutError("the PostgreSQL server did not start")
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the server with all its children, as a power cut would."""
        if self._process is not None:
            children = _children(self._process.pid)
            for pid in (self._process.pid, *children):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait(30)

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in found]


@contextlib.contextmanager
def running_server(*, sync: bool = False) -> Iterator[Server | None]:
    """Yield a running server; None where none is installed, or no account may run it.

    Args:
        sync: Whether it waits for the disk.
    """
    programs, account = binaries(), unprivileged()
    if programs is None or account is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="mrkl-postgres-") as folder:
        if account:
            os.chown(folder, account["user"], account["group"])
        server = Server(programs, account, folder, sync=sync)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
