"""Rewards on a cluster against those given here: the table of cases, generated answers, and what TRL hands over."""

from __future__ import annotations

import json
import os
import random
import unittest
from typing import Any

from support import needs_cli

from guardrail_lens.errors import GuardrailLensError
from guardrail_lens.node import find_command_line
from guardrail_lens.ports import Completion, port_of
from guardrail_lens.rewards import RewardSet, reward_names
from guardrail_lens.verify_process import VerifyProcess

PORTED: list[dict[str, Any]] = [
    {"verifier": "format", "template": "think_answer"},
    {"verifier": "format", "template": "think"},
    {"verifier": "format", "template": "boxed"},
    {"verifier": "length", "max": 12, "unit": "characters"},
    {"verifier": "length", "min": 2, "max": 6, "unit": "words", "buffer": 4},
    {"verifier": "length", "min": 1, "max": 9, "buffer": 3},
]
GENERATED = 10_000

PIECES = [
    *("<think>", "</think>", "<answer>", "</answer>", "\\boxed{", "\\fbox {", "\\boxed 7", "{", "}", "\\{", "\\}", "\\"),
    *(" ", "\n", "\t", "\u00a0", "\ufeff", "\u200b", "\x1c", "\x85", "\u2028", "$", ".", ",", "7", "four", "é", "😀", "####"),
]


def generated_text(draw: random.Random) -> str:
    """Often of the right form, or nearly so."""
    if draw.random() < 0.5:
        return "".join(draw.choice(PIECES) for _ in range(draw.randrange(14)))
    inner = [generated_text(draw) if draw.random() < 0.1 else draw.choice(PIECES) for _ in range(3)]
    form = draw.choice(["<think>{}</think>{}<answer>{}</answer>", "<think>{}</think>{}{}", "{}\\boxed{{{}}}{}"])
    return form.format(*inner)


class Table(unittest.TestCase):
    """The cases of the unit tests of src/engine/training/verifiers: what they expect there is expected here."""

    cases: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        path = os.environ.get("GLENS_CASES")
        if path is None:
            raise unittest.SkipTest("GLENS_CASES names no file (test/unit/python/package.test.ts writes it)")
        with open(path, encoding="utf-8") as file:
            cls.cases = [json.loads(line) for line in file]

    @needs_cli
    def test_the_child_process_gives_every_reward_of_the_table(self) -> None:
        self.assertGreater(len(self.cases), 100)
        process = VerifyProcess(find_command_line())
        self.addCleanup(process.close)
        for case, reply in zip(self.cases, process.verify([case["request"] for case in self.cases])):
            self.assertEqual(list(reply["rewards"].values()), [case["reward"]], case["request"])

    def test_ports_give_every_reward_of_the_table_that_is_theirs(self) -> None:
        ported = 0
        for case in self.cases:
            request = case["request"]
            port = port_of(request["rewards"][0])
            if port is None:
                continue
            ported += 1
            seen = Completion(request["completion"], request["truncated"], request["tokens"])
            self.assertEqual(port(seen), case["reward"], request)
        self.assertGreater(ported, 20)


class Ports(unittest.TestCase):
    @needs_cli
    def test_ports_agree_with_guardrail_lens_on_generated_answers(self) -> None:
        process = VerifyProcess(find_command_line())
        self.addCleanup(process.close)
        draw = random.Random(14)
        earned = [set() for _ in PORTED]
        for _ in range(GENERATED):
            text, truncated, tokens = generated_text(draw), draw.random() < 0.1, draw.randrange(14)
            request = {"rewards": PORTED, "completion": text, "truncated": truncated, "tokens": tokens}
            expected = list(process.verify([request])[0]["rewards"].values())
            for index, spec in enumerate(PORTED):
                port = port_of(spec)
                assert port is not None
                self.assertEqual(port(Completion(text, truncated, tokens)), expected[index], (spec, request))
                earned[index].add(expected[index])
        # Each was earned and missed: answers that all fail would agree too.
        self.assertTrue(all(len(rewards) > 1 for rewards in earned), earned)

    def test_a_verifier_without_a_port_is_refused_without_node(self) -> None:
        specs = [PORTED[0], {"verifier": "number"}, {"verifier": "format", "template": "gsm8k"}]
        with self.assertRaisesRegex(GuardrailLensError, "no port to Python: format, number"):
            RewardSet(specs, backend="python")

    def test_without_node_ports_do_where_they_suffice(self) -> None:
        before = os.environ.get("GUARDRAIL_LENS_NODE")
        os.environ["GUARDRAIL_LENS_NODE"] = "/no/such/node"
        self.addCleanup(lambda: _restore("GUARDRAIL_LENS_NODE", before))
        (only,) = RewardSet([PORTED[1]]).functions
        self.assertEqual(only(prompts=["a"], completions=["<think>a</think>b"]), [1.0])
        with self.assertRaisesRegex(GuardrailLensError, "cannot be run"):
            RewardSet([{"verifier": "number"}])


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


class Tokenizer:
    """What of a tokenizer is asked for."""

    eos_token_id = 2
    pad_token_id = 0

    def apply_chat_template(self, messages: list[dict[str, str]], **settings: Any) -> str:
        opened = "<think>\n" if settings.get("enable_thinking") else ""
        return f"user: {messages[-1]['content']}\nassistant: {opened}"


@needs_cli
class AsTrlCalls(unittest.TestCase):
    specs = [
        {"verifier": "number", "weight": 2},
        {"verifier": "number", "column": "other", "weight": 0},
        {"verifier": "length", "max": 3, "name": "short"},
    ]

    def rewards_of(self, rewards: RewardSet, **batch: Any) -> list[list[float | None]]:
        self.addCleanup(rewards.close)
        return [function(**batch) for function in rewards.functions]

    def test_names_and_weights_are_those_of_the_log(self) -> None:
        rewards = RewardSet(self.specs)
        self.assertEqual([function.__name__ for function in rewards.functions], ["number", "number_2", "short"])
        self.assertEqual(rewards.weights, [2.0, 0.0, 1.0])
        self.assertEqual(reward_names([{"verifier": "a"}, {"verifier": "b", "name": "a"}]), ["a", "a_2"])

    def test_conversations_with_one_column_of_json(self) -> None:
        given = self.rewards_of(
            RewardSet(self.specs, tokenizer=Tokenizer()),
            prompts=[[{"role": "user", "content": "2 + 2 = ?"}]] * 2,
            completions=[[{"role": "assistant", "content": text}] for text in ("It is 4.", "It is 5.")],
            completion_ids=[[5, 6, 2], [5, 6, 7, 2]],
            columns=[json.dumps({"answer": 4, "other": "5"})] * 2,
            trainer_state=object(),
        )
        self.assertEqual(given, [[1, 0], [0, 1], [1, 0]])

    def test_plain_texts_with_columns_of_their_own(self) -> None:
        given = self.rewards_of(
            RewardSet(self.specs[:1]), prompts=["a", "b"], completions=["4", "4"], answer=["4", "5"]
        )
        self.assertEqual(given, [[1, 0]])

    def test_a_completion_that_was_cut_earns_nothing_by_its_last_number(self) -> None:
        batch = {"prompts": ["a"], "completions": ["It is 4"], "answer": ["4"], "completion_ids": [[5, 6]]}
        self.assertEqual(self.rewards_of(RewardSet(self.specs[:1], tokenizer=Tokenizer()), **batch), [[0]])

    def test_reasoning_that_the_template_opened_is_no_answer(self) -> None:
        batch = {"prompts": [[{"role": "user", "content": "?"}]], "completions": ["It is 4"], "answer": ["4"]}
        thinking = RewardSet(
            self.specs[:1], tokenizer=Tokenizer(), chat_template_kwargs={"enable_thinking": True}
        )
        self.assertEqual(self.rewards_of(thinking, **batch), [[0]])
        self.assertEqual(self.rewards_of(RewardSet(self.specs[:1], tokenizer=Tokenizer()), **batch), [[1]])

    def test_a_weighted_function_that_fails_leaves_the_completion_without_reward(self) -> None:
        batch = {"prompts": ["a", "b"], "completions": ["4", "4"], "completion_ids": [[2], [2]]}
        given = self.rewards_of(RewardSet(self.specs), **batch, answer=["4", "four"], other=["x", "4"])
        self.assertEqual(given, [[1, None], [None, None], [1, None]])


@needs_cli
class Process(unittest.TestCase):
    request = {"rewards": [{"verifier": "number"}], "completion": "4", "columns": {"answer": "4"}}

    def test_one_that_is_killed_is_started_anew(self) -> None:
        process = VerifyProcess(find_command_line())
        self.addCleanup(process.close)
        self.assertEqual(process.verify([self.request])[0]["reward"], 1)
        assert process._child is not None
        process._child.kill()
        self.assertEqual(process.verify([self.request])[0]["reward"], 1)

    def test_what_is_refused_says_what_to_do(self) -> None:
        process = VerifyProcess(find_command_line())
        self.addCleanup(process.close)
        with self.assertRaisesRegex(GuardrailLensError, "tokens.*Add"):
            process.verify([{"rewards": [{"verifier": "length", "max": 4}], "completion": "4"}])
        self.assertEqual(process.verify([self.request])[0]["reward"], 1)

    def test_one_that_cannot_stay_alive_says_its_last_words(self) -> None:
        command = find_command_line()
        broken = type(command)((*command.arguments[:-1], "--eval=throw new Error('no engine')"))
        process = VerifyProcess(broken)
        self.addCleanup(process.close)
        with self.assertRaisesRegex(GuardrailLensError, "no engine"):
            process.verify([self.request])

    def test_one_that_hangs_is_ended(self) -> None:
        command = find_command_line()
        hanging = type(command)((*command.arguments[:-1], "--eval=setInterval(() => {}, 1000)"))
        process = VerifyProcess(hanging, reply_seconds=0.5)
        self.addCleanup(process.close)
        with self.assertRaisesRegex(GuardrailLensError, "no reply"):
            process.verify([self.request])

    def test_a_missing_command_line_says_how_to_name_it(self) -> None:
        with self.assertRaisesRegex(GuardrailLensError, "GUARDRAIL_LENS_CLI"):
            find_command_line(cli="/no/such/cli.mjs")


if __name__ == "__main__":
    unittest.main()
