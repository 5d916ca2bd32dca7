"""
Starts a server that speaks the OpenAI protocol on this machine, says where it is reached once it is ready, and ends it when
whoever wanted it is gone:

    python -m guardrail_lens.serve '{"serve": ["/models/base"], "adapters": {"grpo": "/runs/checkpoint-100"}, ...}'

The server is `vllm`: $GUARDRAIL_LENS_VLLM, else the one beside this Python, else the one on the path.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from .errors import GuardrailLensError

READY_SECONDS = 3600.0
"""Weights of hundreds of gigabytes come over a network."""

GONE_SECONDS = 300.0
"""Without a sign of life of the client. It gives one every 15 s; a shared folder may show it late."""

LORA_RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
"""What vLLM takes for --max-lora-rank; its default is 16."""


def main(arguments: list[str]) -> int:
    try:
        return serve(json.loads(arguments[0]))
    except GuardrailLensError as error:
        print(f"guardrail-lens: {error.message}\n{error.advice}", flush=True)
        return 1


def serve(wanted: dict[str, Any]) -> int:
    """
    `serve`: the model and further options of `vllm serve`. `adapters`: folders by name. `alive`: the client's file. The host is
    $GUARDRAIL_LENS_SERVE_HOST, else the address by which this machine is known to others.
    """
    host = os.environ.get("GUARDRAIL_LENS_SERVE_HOST") or own_address()
    port = free_port(host)
    command = [find_vllm(), *vllm_arguments(wanted["serve"], wanted["adapters"]), "--host", host, "--port", str(port)]
    print("guardrail-lens: " + " ".join(command), flush=True)
    # A group of its own: vLLM starts workers, and all of them have to end.
    child = subprocess.Popen(command, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _watch(child, f"http://{host}:{port}", Path(wanted["alive"]))
    finally:
        end_group(child)


def vllm_arguments(serve: list[str], adapters: dict[str, str]) -> list[str]:
    """Of `vllm serve`: https://docs.vllm.ai/en/latest/cli/serve.html."""
    arguments = ["serve", *serve]
    if not adapters:
        return arguments
    rank = max(_rank(Path(path)) for path in adapters.values())
    largest = next((allowed for allowed in LORA_RANKS if allowed >= rank), rank)
    modules = [f"{name}={path}" for name, path in adapters.items()]
    return [*arguments, "--enable-lora", "--max-lora-rank", str(max(16, largest)), "--lora-modules", *modules]


def _rank(adapter: Path) -> int:
    try:
        return int(json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))["r"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuardrailLensError(
            f"{adapter} is no adapter on this machine: {error}.", "Name a PEFT folder as the cluster sees it."
        ) from error


def find_vllm() -> str:
    beside = Path(sys.executable).parent / "vllm"
    found = os.environ.get("GUARDRAIL_LENS_VLLM") or (str(beside) if beside.is_file() else shutil.which("vllm"))
    if found is None:
        raise GuardrailLensError(
            "vllm is not installed for this Python.", "Install vLLM there, or set GUARDRAIL_LENS_VLLM to its command."
        )
    return found


def own_address() -> str:
    """By which other machines are reached from here. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def free_port(host: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind((host, 0))
        return int(taken.getsockname()[1])


def end_group(child: subprocess.Popen[bytes], seconds: float = 2.0) -> None:
    """Ray gives a job 3 s to end."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
        except ProcessLookupError:
            return
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue


def _watch(child: subprocess.Popen[bytes], url: str, alive: Path) -> int:
    begun = time.monotonic()
    seen, since = _mark(alive), begun
    ready = False
    while child.poll() is None:
        now = time.monotonic()
        mark = _mark(alive)
        if mark != seen:
            seen, since = mark, now
        if now - since > GONE_SECONDS:
            print("guardrail-lens: whoever asked for this server is gone; it ends.", flush=True)
            return 0
        if not ready and is_ready(url):
            ready = True
            print(json.dumps({"guardrail_lens_serving": {"url": f"{url}/v1"}}), flush=True)
        if not ready and now - begun > READY_SECONDS:
            print(f"guardrail-lens: the server is not ready after {READY_SECONDS:g} s.", flush=True)
            return 1
        time.sleep(0.2 if not ready else 2.0)
    return child.returncode or 1


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _mark(path: Path) -> str:
    """A text and not its time: clocks of a shared folder differ."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
