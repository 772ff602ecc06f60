"""A tag while it is being filled in: what each key does to it, and what is stored in the end. No screen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from metrics.words import N_

Aim = Literal["assessed", "stated", "reasons", "evidence", "avoidable", "competitor", "lesson", "note"]
AIMS: Final[tuple[Aim, ...]] = (
    "assessed", "stated", "reasons", "evidence", "avoidable", "competitor", "lesson", "note",
)  # fmt: skip
WRITTEN: Final[tuple[Aim, ...]] = ("competitor", "lesson", "note")

EVIDENCE: Final[dict[str, str]] = {
    "answered": N_("asked and answered"),
    "silent": N_("asked, no answer"),
    "not_asked": N_("not asked"),
    "inferred": N_("inferred"),
}
AVOIDABLE: Final[dict[str, str]] = {"yes": N_("yes"), "no": N_("no"), "unclear": N_("unclear")}
UNSTORED: Final = "*"  # stands before what is typed and not stored yet
# Fields that hold several values.
LISTS: Final = ("reasons", "signals")
_AS_A_RULE: Final = {True: "yes", False: "no", None: None}
CHOICES: Final[dict[Aim, dict[str, str]]] = {"evidence": EVIDENCE, "avoidable": AVOIDABLE}


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a tag as they stand on screen; `before` is the tag as it was stored, `event` what wrote it."""

    before: Mapping[str, Any]
    fields: Mapping[str, Any] = field(default_factory=dict)
    aim: Aim = "assessed"
    judged: bool = False  # somebody said whether it could have been avoided; no reason's default replaces that
    event: str | None = None

    @classmethod
    def of(cls, loss: Mapping[str, Any]) -> "Draft":
        """The draft for a row of the losses; the file's reason stands as the stated one."""
        stored: dict[str, Any] = {name: loss.get(name) for name in AIMS}
        stored |= {name: list(loss.get(name) or ()) for name in LISTS}
        return cls(stored, stored, judged=stored["avoidable"] is not None, event=loss.get("event"))

    def get(self, name: str) -> Any:
        """What a field holds."""
        return self.fields[name]

    def with_field(self, name: str, value: Any) -> "Draft":
        """The draft with one field changed; the next key is the main reason's again."""
        return replace(self, fields={**self.fields, name: value}, aim="assessed")

    def typing(self, text: str) -> "Draft":
        """The draft while the field aimed at is typed."""
        return replace(self.with_field(self.aim, text.strip() or None), aim=self.aim)

    @property
    def typed(self) -> dict[str, str]:
        """What is typed and not stored, by field; "" where one is emptied."""
        return {name: value or "" for name, value in self.changes.items() if name in WRITTEN}

    def resumed(self, typed: Mapping[str, str]) -> "Draft":
        """The draft with what was typed before, as `typed` had it."""
        return replace(self, fields={**self.fields, **{name: text or None for name, text in typed.items()}})

    def choose(self, code: str, avoidable: bool | None = None) -> "Draft":
        """The key of a reason: it goes where the aim is; what it is as a rule, `avoidable`, comes with it."""
        if self.aim == "reasons":
            further = [*self.fields["reasons"]]
            further = [known for known in further if known != code] if code in further else [*further, code]
            return self.with_field("reasons", [known for known in further if known != self.fields["assessed"]])
        if self.aim == "stated":
            return self.with_field("stated", code)
        draft = self if self.judged else self.with_field("avoidable", _AS_A_RULE[avoidable])
        return draft.with_field("assessed", code)

    def turn(self, name: Aim) -> "Draft":
        """The next of a few choices, after the last one none."""
        choices: list[str | None] = [*CHOICES[name], None]
        by_rule = name == "avoidable" and not self.judged  # what a rule says is no choice yet
        at = choices.index(self.fields[name]) if self.fields[name] and not by_rule else -1
        turned = self.with_field(name, choices[(at + 1) % len(choices)])
        return replace(turned, judged=True) if name == "avoidable" else turned

    @property
    def changes(self) -> dict[str, Any]:
        """What has to be stored: the fields that differ from the tag as it was."""
        return {name: value for name, value in self.fields.items() if (value or None) != (self.before[name] or None)}

    @property
    def is_new(self) -> bool:
        """Whether the loss had no reason of ours yet."""
        return not self.before["assessed"]


def next_place(rows: Sequence[Mapping[str, Any]], at: int, step: int = 1) -> int | None:
    """Where to go after the loss at `at` was tagged: the next untagged one, round to the first, or None."""
    order = [*range(at + step, len(rows)), *range(at)]
    return next((index for index in order if not rows[index].get("assessed")), None)
