"""
What verl dumps, as the files of a run's folder: trainer_state.json, completions/, evaluations/, probes/. Knows no process: it is
asked to look again and again.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..prepared import PreparedRun
from ..run_folder import write_lines, write_text
from .data import HELD_OUT, PROBE
from .scores import Score, ScoreReader

METRICS = {
    "loss": "actor/pg_loss",
    "grad_norm": "actor/grad_norm",
    "learning_rate": "actor/lr",
    "entropy": "actor/entropy",
    "clip_ratio/region_mean": "actor/pg_clipfrac",
    "step_time": "perf/time_per_step",
}
"""Names of the run's log, and of verl's metrics."""

Entry = dict[str, float]


class RunFolder:
    """`work`: where verl writes. `max_steps`: of the run. Earlier lines of the log stay up to `begun`, the step it goes on from."""

    def __init__(self, prepared: PreparedRun, run: Path, work: Path, metrics: Path, max_steps: int, begun: int) -> None:
        self._facts = prepared.facts
        self._plan = prepared.facts["verl"]["run"]
        self._probe = prepared.probe
        self._held_out_prompts = {row["id"]: row["prompt"][-1]["content"] for row in prepared.held_out}
        self._run = run
        self._work = work
        self._metrics = metrics
        self._metrics_read = 0
        self._scores = ScoreReader(work / "scores")
        self._max_steps = max_steps
        self._log = [entry for entry in _kept_log(run) if entry["step"] <= begun]
        self._step = begun
        self._waiting: list[tuple[int, dict[str, float]]] = []
        self._sums: list[Entry] = []
        self._sizes: dict[Path, int] = {}

    @property
    def log(self) -> Sequence[Entry]:
        return self._log

    @property
    def step(self) -> int:
        return self._step

    def look(self, ended: bool = False) -> bool:
        """Whether there was news. `ended`: nothing is written any more."""
        self._waiting += self._new_metrics()
        self._scores.look()
        news = False
        while self._waiting:
            step, metrics = self._waiting[0]
            if not self._is_there(step, metrics, ended):
                break
            self._waiting.pop(0)
            self._take(step, metrics, last=step >= self._max_steps or (ended and not self._waiting))
            news = True
        if news:
            self._save()
        return news

    def _new_metrics(self) -> list[tuple[int, dict[str, float]]]:
        """Lines of verl's file logger: {"step", "data"}."""
        try:
            with self._metrics.open("rb") as file:
                file.seek(self._metrics_read)
                text = file.read()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._metrics_read += len(whole)
        lines = [json.loads(line) for line in whole.splitlines()]
        return [(int(line["step"]), line["data"]) for line in lines]

    def _is_there(self, step: int, metrics: dict[str, float], ended: bool) -> bool:
        """verl logs a step while it is still writing what was sampled in it."""
        wanted = []
        if _is_training(metrics):
            wanted.append(self._work / "rollouts" / f"{step}.jsonl")
        if _is_validation(metrics):
            wanted.append(self._work / "validation" / f"{step}.jsonl")
        return ended or all([self._is_whole(path) for path in wanted])

    def _is_whole(self, path: Path) -> bool:
        """Its size is that of the last look, and its last line has an end."""
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return False
        same = size > 0 and self._sizes.get(path) == size
        self._sizes[path] = size
        if not same:
            return False
        with path.open("rb") as file:
            file.seek(-1, 2)
            return file.read() == b"\n"

    def _take(self, step: int, metrics: dict[str, float], last: bool) -> None:
        if _is_training(metrics):
            entry = self._train(step, metrics)
            self._sums.append(entry)
            if step % self._plan["logging_steps"] == 0 or last:
                self._log.append(_means(step, self._sums))
                self._sums = []
            self._step = step
        if _is_validation(metrics):
            self._validate(step)
        self._scores.drop(step)

    def _train(self, step: int, metrics: dict[str, float]) -> Entry:
        dump = list(_dumped(self._work / "rollouts" / f"{step}.jsonl"))
        rows = self._completions(step, dump)
        write_lines(self._run / "completions" / f"completions_{step}.jsonl", rows)
        entry = {name: float(metrics[key]) for name, key in METRICS.items() if _is_number(metrics.get(key))}
        measured = completion_metrics(rows, [spec["name"] for spec in self._facts["rewards"]])
        return {**entry, **self._kl(metrics), **measured}

    def _kl(self, metrics: dict[str, float]) -> Entry:
        """Per token. A loss that is divided by a constant length has its KL so, too."""
        kl = self._plan["kl"]
        if kl is None or not _is_number(metrics.get(kl["metric"])):
            return {}
        value = float(metrics[kl["metric"]])
        length = metrics.get("response_length/mean")
        if kl["divisor"] is None:
            return {"kl": value}
        return {"kl": value * kl["divisor"] / float(length)} if _is_number(length) and length else {}

    def _completions(self, step: int, dump: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Lines as Guardrail Lens has them (rolloutRows.ts). A group is the prompt's `uid`."""
        groups: dict[str, int] = {}
        rows = []
        for line in dump:
            score = self._scores.take(str(line["uid"]))
            group = groups.setdefault(str(line["uid"]).rsplit("_", 2)[0], len(groups))
            rows.append({"step": step, "group": group, **_completion(line, score)})
        return rows

    def _validate(self, step: int) -> None:
        scores = [self._scores.take(str(line["uid"])) for line in _dumped(self._work / "validation" / f"{step}.jsonl")]
        known = sorted((score for score in scores if score is not None), key=lambda score: score["index"])
        held_out = [score for score in known if score["source"] == HELD_OUT]
        probe = [score for score in known if score["source"] == PROBE]
        evaluation, probed = self._plan["evaluation"], self._facts["probe"]
        if held_out and evaluation is not None and self._is_due(step, evaluation["steps"]):
            lines = [self._evaluated(score) for score in held_out]
            write_lines(self._run / "evaluations" / f"eval_{step}.jsonl", lines)
        if probe and probed is not None and self._is_due(step, probed["steps"]):
            write_lines(self._run / "probes" / f"probe_{step}.jsonl", [self._probed(score) for score in probe])

    def _is_due(self, step: int, every: int) -> bool:
        return step % every == 0 or step >= self._max_steps

    def _evaluated(self, score: Score) -> dict[str, Any]:
        """evaluationAnswers.ts."""
        meaning = self._facts["accuracy_of"]
        reward = None if meaning is None else score["rewards"].get(meaning["reward"])
        return {
            "itemId": score["item"],
            "sample": 0,
            "prompt": self._held_out_prompts.get(score["item"], score["prompt"]),
            "completion": score["completion"],
            "reward": reward,
            "rewards": score["rewards"],
            "correct": reward is not None and reward >= meaning["threshold"],
        }

    def _probed(self, score: Score) -> dict[str, Any]:
        asked = self._probe[score["index"]]
        return {
            **{key: asked[key] for key in ("suiteId", "itemId", "kind", "prompt", "context")},
            "rendered": score["prompt"],
            "response": score["completion"],
            "truncated": score["truncated"],
        }

    def _save(self) -> None:
        """As transformers' TrainerState; what it has besides has defaults there."""
        state = {
            "best_metric": None,
            "best_model_checkpoint": None,
            "epoch": 0,
            "global_step": self._step,
            "max_steps": self._max_steps,
            "log_history": self._log,
        }
        write_text(self._run / "trainer_state.json", json.dumps(state, indent=2) + "\n")


def completion_metrics(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Entry:
    """As stepMetrics.ts: TRL's names; groups compare with n − 1."""
    if not rows:
        return {}
    groups: dict[int, list[float]] = {}
    for row in rows:
        known = groups.setdefault(row["group"], [])
        if row["reward"] is not None:
            known.append(row["reward"])
    scored = [row["reward"] for row in rows if row["reward"] is not None]
    deviations = [_deviation(rewards) for rewards in groups.values()]
    lengths = [row["tokens"] for row in rows if row["tokens"] is not None]
    entry: Entry = {
        "reward_std": statistics.fmean(deviations),
        "frac_reward_zero_std": statistics.fmean(float(deviation < 1e-8) for deviation in deviations),
        "completions/unscored": float(len(rows) - len(scored)),
    }
    if scored:
        entry["reward"] = statistics.fmean(scored)
    for name in names:
        values = [row["rewards"][name] for row in rows if row["rewards"].get(name) is not None]
        if values:
            entry[f"rewards/{name}/mean"] = statistics.fmean(values)
            entry[f"rewards/{name}/std"] = _deviation(values)
    if lengths:
        entry["completions/mean_length"] = statistics.fmean(lengths)
        entry["completions/min_length"] = float(min(lengths))
        entry["completions/max_length"] = float(max(lengths))
        entry["completions/clipped_ratio"] = statistics.fmean(float(row["finishReason"] == "length") for row in rows)
    return entry


def _completion(line: dict[str, Any], score: Score | None) -> dict[str, Any]:
    """Without a score (a worker that was lost) verl's own sum is all there is."""
    if score is None:
        value = float(line["score"]) if _is_number(line["score"]) else None
        return {
            **{"prompt": line["input"], "completion": line["output"], "rewards": {}, "reward": value},
            **{"advantage": None, "tokens": None, "finishReason": None},
        }
    return {
        "prompt": score["prompt"],
        "completion": score["completion"],
        "rewards": score["rewards"],
        "reward": score["weighted"],
        "advantage": None,
        "tokens": score["tokens"],
        "finishReason": "length" if score["truncated"] else "stop",
    }


def _dumped(path: Path) -> Iterable[dict[str, Any]]:
    """A line that verl had no time to finish is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for line in text[: text.rfind("\n") + 1].split("\n"):
        if line:
            yield json.loads(line)


def _kept_log(run: Path) -> list[Entry]:
    try:
        return list(json.loads((run / "trainer_state.json").read_text(encoding="utf-8"))["log_history"])
    except (OSError, ValueError, KeyError):
        return []


def _means(step: int, entries: Sequence[Entry]) -> Entry:
    """Means since the last line; the learning rate is that of the last step."""
    names = dict.fromkeys(name for entry in entries for name in entry)
    means = {name: statistics.fmean(entry[name] for entry in entries if name in entry) for name in names}
    last = entries[-1].get("learning_rate")
    return {"step": step, **means, **({} if last is None else {"learning_rate": last})}


def _is_training(metrics: dict[str, float]) -> bool:
    return "training/global_step" in metrics


def _is_validation(metrics: dict[str, float]) -> bool:
    return any(name.startswith("val-") for name in metrics)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _deviation(values: Sequence[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else 0.0
