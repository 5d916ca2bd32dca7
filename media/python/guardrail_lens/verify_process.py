"""`guardrail-lens verify` as a child process that is kept open. Knows its lines (media/schemas/verify.schema.json), no trainer."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from .errors import GuardrailLensError
from .node import CommandLine

Request = dict[str, Any]
Reply = dict[str, Any]

REPLY_SECONDS = 900.0
"""Of one completion: its verifiers have limits of their own, of at most ten minutes; this is for a process that hangs."""


class _Gone(Exception):
    """The process ended, or did not reply."""


class VerifyProcess:
    """
    Starts with the first request. One that dies is started anew, once per request. Threads may share it; a forked child
    starts its own.
    """

    def __init__(self, command: CommandLine, reply_seconds: float = REPLY_SECONDS) -> None:
        self._command = command
        self._reply_seconds = reply_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = -1
        self._last_words: deque[str] = deque(maxlen=20)
        atexit.register(self.close)

    def verify(self, requests: Sequence[Request]) -> list[Reply]:
        """
        Replies in the order of the requests. Raises GuardrailLensError where a request is refused or the process does not
        stay alive.
        """
        with self._lock:
            return [self._ask(request) for request in requests]

    def close(self) -> None:
        """Ends the process; the next request starts another."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        if child.stdin is not None:
            try:
                child.stdin.close()
            except OSError:
                pass
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()

    def _ask(self, request: Request) -> Reply:
        # ASCII: what is no text in UTF-8 (half a surrogate pair) stays the same text.
        line = json.dumps(request, ensure_ascii=True).encode("ascii") + b"\n"
        try:
            reply = self._exchange(line)
        except _Gone:
            self.close()
            try:
                reply = self._exchange(line)
            except _Gone as gone:
                self.close()
                said = "".join(self._last_words).strip()
                raise GuardrailLensError(
                    f"`guardrail-lens verify` {gone}." + (f" It said: {said}" if said else ""),
                    "Run it by hand with the same arguments: " + " ".join([*self._command.arguments, "verify"]),
                ) from gone
        if "error" in reply:
            error = reply["error"]
            raise GuardrailLensError(str(error.get("message")), str(error.get("advice")))
        return reply

    def _exchange(self, line: bytes) -> Reply:
        """One line out, one line in: neither side ever waits for the other to empty a pipe."""
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        watch = threading.Timer(self._reply_seconds, child.kill)
        watch.daemon = True
        watch.start()
        try:
            child.stdin.write(line)
            child.stdin.flush()
            answer = child.stdout.readline()
        except OSError as error:
            raise _Gone(f"ended ({error})") from error
        finally:
            watch.cancel()
        if not answer.endswith(b"\n"):
            raise _Gone(f"ended with {child.wait()}, or gave no reply within {self._reply_seconds:g} s")
        reply = json.loads(answer)
        if not isinstance(reply, dict):
            raise _Gone("replied with something else than an object")
        return reply

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # After a fork the pipes belong to the parent.
            self._child, self._owner = None, os.getpid()
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [*self._command.arguments, "verify"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            threading.Thread(target=self._listen, args=(self._child,), daemon=True).start()
        return self._child

    def _listen(self, child: subprocess.Popen[bytes]) -> None:
        """A full pipe of errors would stop the process."""
        assert child.stderr is not None
        with child.stderr as errors:
            for line in errors:
                self._last_words.append(line.decode("utf-8", "replace"))
