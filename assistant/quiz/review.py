"""Review: approve, reject, edit, replace a wrong option; each is a line in the change log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from assistant.errors import QuestionError
from assistant.quiz.checks import check, errors
from assistant.quiz.difficulty import graded
from assistant.quiz.drafting.base import Draft
from assistant.quiz.generating import other_distractor
from assistant.quiz.items import CHOICE_TYPES, Finding, QuizItem, Status
from assistant.quiz.material import Material
from assistant.quiz.requests import all_drafts
from assistant.quiz.verifying import Search, no_distractor_is_true


def now() -> str:
    """The time of a change, to the second, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Desk:
    """What a reviewer works with: the corpus, the search, the reviewer's name."""

    material: Material
    search: Search
    reviewer: str = ""

    def findings(self, item: QuizItem) -> tuple[Finding, ...]:
        """Everything that speaks against the item."""
        found = check(item, self.material.corpus)
        also = no_distractor_is_true(item, self.material) if item.source else None
        return (*((also,) if also else ()), *found)

    def approve(self, item: QuizItem) -> QuizItem:
        """The item approved; QuestionError names the first rule that it breaks."""
        broken = errors(self.findings(item))
        if broken:
            raise QuestionError(f"Not approved: {broken[0].message}")
        return replace(item, status=Status.APPROVED, reviewer=self.reviewer, reason="").revised(
            "approved", when=now(), who=self.reviewer
        )

    def reject(self, item: QuizItem, reason: str) -> QuizItem:
        """The item rejected; QuestionError without a reason."""
        if not reason.strip():
            raise QuestionError("Give a reason for rejecting the item.")
        changed = replace(
            item, status=Status.REJECTED, reviewer=self.reviewer, reason=reason.strip()
        )
        return changed.revised(f"rejected: {reason.strip()}", when=now(), who=self.reviewer)

    def edit(self, item: QuizItem, stem: str, texts: Sequence[str]) -> QuizItem:
        """The item with a new stem and new option texts or answers, a draft again.

        An edit that breaks a rule is kept as a draft and its findings are shown; it cannot be
        approved until mended. QuestionError where a text is empty or their number has changed.
        """
        if not stem.strip() or any(not text.strip() for text in texts):
            raise QuestionError("Neither the question nor an option may be empty.")
        changed = replace(item, stem=stem.strip(), status=Status.DRAFT, reviewer="", reason="")
        if item.type in CHOICE_TYPES:
            if len(texts) != len(item.options):
                raise QuestionError(f"Give {len(item.options)} options, one in each line.")
            options = tuple(
                replace(option, text=text.strip())
                for option, text in zip(item.options, texts, strict=True)
            )
            changed = replace(changed, options=options)
        elif texts and not item.pairs:
            changed = replace(changed, answers=tuple(text.strip() for text in texts))
        return graded(changed).revised("edited", when=now(), who=self.reviewer)

    def replace_distractor(self, item: QuizItem, place: int) -> QuizItem:
        """The item with another wrong option at this place, a draft again."""
        draft = self._draft(item)
        changed = other_distractor(self.material, item, place, draft, self.search, item.version)
        changed = replace(changed, status=Status.DRAFT, reviewer="")
        return graded(changed).revised(
            f"option {place + 1} replaced", when=now(), who=self.reviewer
        )

    def _draft(self, item: QuizItem) -> Draft:
        """The draft that the item was made from; QuestionError for imported items."""
        same = [
            draft
            for draft in all_drafts(self.material)
            if (draft.type, draft.kind, draft.source) == (item.type, item.kind, item.source)
            or (item.kind == "odd one out" and draft.source == item.source)
        ]
        for draft in same:
            made = draft.make(Random(0))
            if made is not None and set(made.keys) & set(item.keys):
                return draft
        if same:
            return same[0]
        raise QuestionError("Wrong options can be replaced only in items made here.")

    def approve_clean(self, items: Sequence[QuizItem]) -> tuple[QuizItem, ...]:
        """The items with every draft approved that neither breaks a rule nor has a warning."""
        return tuple(
            self.approve(item) if item.status is Status.DRAFT and not self.findings(item) else item
            for item in items
        )


def exportable(items: Sequence[QuizItem], drafts_too: bool = False) -> tuple[QuizItem, ...]:
    """The approved items; with drafts where the trainer asks for them; never rejected ones."""
    wanted = {Status.APPROVED} | ({Status.DRAFT} if drafts_too else set())
    return tuple(item for item in items if item.status in wanted)
