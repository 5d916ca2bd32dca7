"""
The rewards of a *.train.json as TRL's reward functions (GRPOTrainer, RLOOTrainer): one per entry, logged under the names that
Guardrail Lens logs. Knows nothing of how they are computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from .errors import GuardrailLensError
from .node import find_command_line
from .ports import Completion, Spec, port_of
from .verify_process import Request, VerifyProcess

Message = dict[str, Any]
Text = str | list[Message]
RewardFunction = Callable[..., list[float | None]]

COLUMNS = "columns"
"""The column of a prepared dataset that holds the row's columns as one JSON text: Arrow wants one type per column."""

_OF_TRL = {"prompts", "completions", "completion_ids", "trainer_state", "log_extra", "log_metric", "environments"}


class RewardSet:
    """
    `specs`: `rewards` of a *.train.json. `tokenizer`: that of the model. With it a completion that the token limit cut is told
    from one that ended, and reasoning that the chat template opened from the answer; without it every completion counts as
    ended. `backend`: "node" asks Guardrail Lens, "python" the ported functions (`length`, and `format` with the templates
    think_answer, think and boxed), "auto" takes Node where it is there.

        rewards = RewardSet(config["rewards"], tokenizer=tokenizer)
        GRPOTrainer(..., reward_funcs=rewards.functions, args=GRPOConfig(reward_weights=rewards.weights, ...))

    A completion to which a function with a weight other than 0 can give nothing has no reward at all, as in Guardrail Lens: all
    functions then return None, and TRL leaves it out of means and gradients.

    Raises GuardrailLensError where the rewards cannot be computed on this machine.
    """

    def __init__(
        self,
        specs: Sequence[Spec],
        tokenizer: Any = None,
        backend: str = "auto",
        chat_template_kwargs: dict[str, Any] | None = None,
        process: VerifyProcess | None = None,
    ) -> None:
        if backend not in ("auto", "node", "python"):
            raise ValueError(f'backend is "auto", "node" or "python", not {backend!r}.')
        self._specs = [dict(spec) for spec in specs]
        self._tokenizer = tokenizer
        self._template = chat_template_kwargs or {}
        self.names = reward_names(self._specs)
        self.weights = [float(spec.get("weight", 1)) for spec in self._specs]
        self._process = process or _process_for(self._specs, backend)
        self._scored: tuple[object, list[dict[str, float | None]]] | None = None
        self.functions: list[RewardFunction] = [self._function(name) for name in self.names]

    def score(self, requests: Sequence[Request]) -> list[dict[str, float | None]]:
        """By name, before weighting. A request has `completion` and what media/schemas/verify.schema.json says, but `rewards`."""
        if self._process is not None:
            replies = self._process.verify([{"rewards": self._specs, **request} for request in requests])
            return [reply["rewards"] for reply in replies]
        return [self._ported(request) for request in requests]

    def request(self, prompt: Text, completion: str, columns: dict[str, Any]) -> Request:
        """For `score`; of a completion that ended by itself."""
        return {"prompt": prompt, **self._rendered(prompt), "completion": completion, "columns": columns}

    def close(self) -> None:
        if self._process is not None:
            self._process.close()

    def _ported(self, request: Request) -> dict[str, float | None]:
        seen = Completion(request["completion"], request.get("truncated", False), request.get("tokens"))
        rewards: dict[str, float | None] = {}
        for name, spec in zip(self.names, self._specs):
            port = port_of(spec)
            assert port is not None
            rewards[name] = port(seen)
        return rewards

    def _function(self, name: str) -> RewardFunction:
        def reward(prompts: Sequence[Text], completions: Sequence[Text], **given: Any) -> list[float | None]:
            return [row[name] for row in self._batch(prompts, completions, given)]

        reward.__name__ = reward.__qualname__ = name
        return reward

    def _batch(
        self, prompts: Sequence[Text], completions: Sequence[Text], given: dict[str, Any]
    ) -> list[dict[str, float | None]]:
        """TRL hands the same list to one function after the other: it is scored once."""
        if self._scored is None or self._scored[0] is not completions:
            rows = self.score(self._requests(prompts, completions, given))
            self._scored = (completions, [self._complete(row) for row in rows])
        return self._scored[1]

    def _complete(self, row: dict[str, float | None]) -> dict[str, float | None]:
        weighted = (row[name] for name, weight in zip(self.names, self.weights) if weight != 0)
        return dict.fromkeys(row) if None in weighted else row

    def _requests(
        self, prompts: Sequence[Text], completions: Sequence[Text], given: dict[str, Any]
    ) -> list[Request]:
        ids = given.get("completion_ids")
        return [
            {
                **self.request(prompt, _text_of(completion), _columns_of(given, row, len(completions))),
                **({} if ids is None else self._ending(list(ids[row]))),
            }
            for row, (prompt, completion) in enumerate(zip(prompts, completions))
        ]

    def _rendered(self, prompt: Text) -> Request:
        if self._tokenizer is None or isinstance(prompt, str):
            return {} if not isinstance(prompt, str) else {"rendered_prompt": prompt}
        rendered = self._tokenizer.apply_chat_template(
            prompt, tokenize=False, add_generation_prompt=True, **self._template
        )
        return {"rendered_prompt": rendered}

    def _ending(self, ids: list[int]) -> Request:
        if self._tokenizer is None:
            return {"tokens": len(ids)}
        ends = {self._tokenizer.eos_token_id, self._tokenizer.pad_token_id}
        return {"tokens": len(ids), "truncated": len(ids) > 0 and ids[-1] not in ends}


def reward_names(specs: Sequence[Spec]) -> list[str]:
    """The given name, or the verifier's; a second one of the same name gets a number: number, number_2."""
    names: list[str] = []
    for spec in specs:
        wanted = name = str(spec.get("name") or spec["verifier"])
        number = 2
        while name in names:
            name, number = f"{wanted}_{number}", number + 1
        names.append(name)
    return names


def _process_for(specs: Sequence[Spec], backend: str) -> VerifyProcess | None:
    """None: the ported functions suffice."""
    missing = sorted({str(spec["verifier"]) for spec in specs if port_of(spec) is None})
    if backend != "python":
        try:
            return VerifyProcess(find_command_line())
        except GuardrailLensError:
            if backend == "node" or missing:
                raise
    if missing:
        raise GuardrailLensError(
            f"These rewards have no port to Python: {', '.join(missing)}.",
            'Install Node and take backend="node".',
        )
    return None


def _text_of(completion: Text) -> str:
    """A text, or the messages of a conversation that the model wrote."""
    if isinstance(completion, str):
        return completion
    return "\n\n".join(str(message.get("content") or "") for message in completion)


def _columns_of(given: dict[str, Any], row: int, rows: int) -> dict[str, Any]:
    """Of a prepared dataset the one column with all of them; else whatever columns the dataset has."""
    if COLUMNS in given:
        return json.loads(given[COLUMNS][row])
    return {
        name: values[row]
        for name, values in given.items()
        if name not in _OF_TRL and isinstance(values, list) and len(values) == rows
    }
