"""A server of models: its options, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support as _  # noqa: F401  (the package on the path)

from guardrail_lens import serve
from guardrail_lens.errors import GuardrailLensError


class Arguments(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def adapter(self, name: str, rank: object) -> str:
        path = self.folder / name
        path.mkdir()
        (path / "adapter_config.json").write_text(json.dumps({"r": rank}), encoding="utf-8")
        return str(path)

    def test_without_adapters_there_is_no_lora(self) -> None:
        self.assertEqual(serve.vllm_arguments(["m", "--dtype=half"], {}), ["serve", "m", "--dtype=half"])

    def test_the_largest_rank_is_rounded_up_to_one_that_vllm_takes(self) -> None:
        small, large = self.adapter("small", 4), self.adapter("large", 48)
        for adapters, rank in (({"a": small}, "16"), ({"a": small, "b": large}, "64")):
            modules = [f"{name}={path}" for name, path in adapters.items()]
            expected = ["serve", "m", "--enable-lora", "--max-lora-rank", rank, "--lora-modules", *modules]
            self.assertEqual(serve.vllm_arguments(["m"], adapters), expected)

    def test_a_folder_that_is_no_adapter_is_said(self) -> None:
        for path in (str(self.folder), self.adapter("odd", "many")):
            with self.assertRaisesRegex(GuardrailLensError, "no adapter"):
                serve.vllm_arguments(["m"], {"a": path})


@unittest.skipIf(sys.platform == "win32", "groups of processes are POSIX")
class Watch(unittest.TestCase):
    def child(self, script: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
        self.addCleanup(serve.end_group, child)
        return child

    def test_it_ends_when_the_client_gives_no_sign_of_life(self) -> None:
        child = self.child("import time; time.sleep(60)")
        with mock.patch.object(serve, "GONE_SECONDS", 0.1):
            self.assertEqual(serve._watch(child, "http://127.0.0.1:9", Path("/no/such/file")), 0)
        serve.end_group(child)
        self.assertIsNotNone(child.poll())

    def test_a_server_that_ends_is_a_failure(self) -> None:
        self.assertEqual(serve._watch(self.child("raise SystemExit(7)"), "http://127.0.0.1:9", Path("/x")), 7)
        self.assertEqual(serve._watch(self.child("pass"), "http://127.0.0.1:9", Path("/x")), 1)

    def test_one_that_ignores_the_first_signal_is_killed(self) -> None:
        script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
        child = subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        serve.end_group(child, seconds=0.2)
        child.stdout.close()
        self.assertEqual(child.returncode, -9)


if __name__ == "__main__":
    unittest.main()
