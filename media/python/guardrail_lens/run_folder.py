"""What a run writes of itself into its folder, so that Guardrail Lens shows it while it runs. Knows no trainer."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ALIVE_SECONDS = 20.0
"""A reader believes a sign of life for two minutes (liveness.ts)."""


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """There is a whole file or none: it is written beside its place and renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        write(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    write_whole(path, lambda beside: _write(beside, text))


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    write_text(path, "".join(json.dumps(row) + "\n" for row in rows))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


class SignOfLife:
    """alive.json, written again and again by a thread until `end`."""

    def __init__(self, folder: Path, seconds: float = ALIVE_SECONDS) -> None:
        self._path = folder / "alive.json"
        self._ended = threading.Event()
        self._seconds = seconds
        self._write()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._path.unlink(missing_ok=True)

    def _go_on(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                self._write()
            except OSError:
                # A full disk is for the trainer to say.
                pass

    def _write(self) -> None:
        sign = {"pid": os.getpid(), "host": socket.gethostname(), "at": int(time.time() * 1000)}
        write_text(self._path, json.dumps(sign))
