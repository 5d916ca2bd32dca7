"""
The verifiers that need no process: `length`, and the forms of `format` that are found by scanning. For clusters without
Node; every other verifier is asked of Guardrail Lens itself. Each function stands for one of src/engine/training/verifiers
and is held to it by test/python.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]


@dataclass(frozen=True)
class Completion:
    """What a ported verifier sees: the whole completion, reasoning included."""

    raw: str
    truncated: bool
    tokens: int | None


Port = Callable[[Completion], float]

_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What JavaScript's \\s, \\S and trim() take for a space; Python's own set is another."""

_WORD = re.compile(f"[^{_SPACE}]+")
_TRIM = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+\\Z")
_BOX = re.compile(f"\\\\(?:boxed|fbox)(?:[{_SPACE}]*\\{{|[{_SPACE}]+(?=[^{_SPACE}{{}}\\\\$]))")
_OPEN_BOX = re.compile(f"\\\\(?:boxed|fbox)[{_SPACE}]*\\{{")
_BARE_END = re.compile(f"[{_SPACE}$]")


def port_of(spec: Spec) -> Port | None:
    """The function of a reward as a *.train.json writes it; None where only Guardrail Lens can compute it."""
    if spec["verifier"] == "length":
        return _length(spec)
    if spec["verifier"] == "format":
        form = _FORMS.get(spec.get("template", ""))
        return None if form is None else lambda completion: float(not completion.truncated and form(completion.raw))
    return None


def _length(spec: Spec) -> Port:
    """lengthVerifier.ts; DAPO's soft overlong punishment (arXiv 2503.14476, eq. 13) where there is a buffer."""
    unit, least, most = spec.get("unit", "tokens"), spec.get("min", 0), spec["max"]
    buffer = spec.get("buffer", 0)

    def reward(completion: Completion) -> float:
        length = _length_of(completion, unit)
        beyond = max(least - length, length - most, 0)
        return float(beyond == 0) if buffer == 0 else 0.0 - min(1.0, beyond / buffer)

    return reward


def _length_of(completion: Completion, unit: str) -> int:
    if unit == "characters":
        return len(completion.raw)
    if unit == "words":
        return len(_WORD.findall(completion.raw))
    if completion.tokens is None:
        raise ValueError("A length in tokens needs their number.")
    return completion.tokens


def _think_answer(raw: str) -> bool:
    parts = _split(raw, ["<think>", "</think>", "<answer>", "</answer>"])
    if parts is None:
        return False
    reasoning, between, answer, after = parts
    return _is_text(reasoning) and not _is_text(between) and _is_text(answer) and not _is_text(after)


def _think(raw: str) -> bool:
    parts = _split(raw, ["<think>", "</think>"])
    return parts is not None and all(map(_is_text, parts))


def _boxed(raw: str) -> bool:
    boxes = _find_boxed(raw)
    if len(boxes) != 1 or not _is_text(boxes[0][0]):
        return False
    return _OPEN_BOX.search(raw, boxes[0][1]) is None


_FORMS: dict[str, Callable[[str], bool]] = {"think_answer": _think_answer, "think": _think, "boxed": _boxed}


def _split(raw: str, tags: list[str]) -> list[str] | None:
    """The texts behind each tag, where the text starts with the first and has each exactly once, in order."""
    text = _trim(raw)
    places = [text.find(tag) for tag in tags]
    once = all(place == text.rfind(tag) for tag, place in zip(tags, places))
    in_order = places[0] == 0 and all(a < b for a, b in zip(places, places[1:]))
    if not once or not in_order:
        return None
    ends = [*places[1:], len(text)]
    return [text[place + len(tag) : end] for tag, place, end in zip(tags, places, ends)]


def _find_boxed(text: str) -> list[tuple[str, int]]:
    """findBoxed.ts: the closed boxes with the places behind them; linear in the text's length."""
    found: list[tuple[str, int]] = []
    match = _BOX.search(text)
    while match is not None:
        box = _braced(text, match.end()) if match[0].endswith("{") else _bare(text, match.end())
        if box is None:
            break
        found.append(box)
        match = _BOX.search(text, box[1])
    return found


def _braced(text: str, start: int) -> tuple[str, int] | None:
    depth, i = 1, start
    while i < len(text):
        character = text[i]
        if character == "\\":
            i += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return _trim(text[start:i]), i + 1
        i += 1
    return None


def _bare(text: str, start: int) -> tuple[str, int]:
    end = _BARE_END.search(text, start)
    place = len(text) if end is None else end.start()
    return text[start:place].rstrip(".,;"), place


def _is_text(text: str) -> bool:
    return _trim(text) != ""


def _trim(text: str) -> str:
    return _TRIM.sub("", text)
