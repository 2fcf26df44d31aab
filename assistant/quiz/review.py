"""Review: clear, approve, reject, edit, replace a wrong option; each is a line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from assistant.errors import QuestionError
from assistant.quiz.checks import check, errors
from assistant.quiz.claims import claims, is_of_option, wording
from assistant.quiz.difficulty import graded
from assistant.quiz.drafting.base import Draft
from assistant.quiz.editing import Edit, edited
from assistant.quiz.generating import other_distractor
from assistant.quiz.items import Clearance, Finding, Opened, Quiz, QuizItem, Status
from assistant.quiz.material import Material
from assistant.quiz.requests import all_drafts
from assistant.quiz.verifying import Search, no_distractor_is_true
from assistant.quiz.warranting import unverified


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
        """Everything that speaks against the item, errors first."""
        found = check(item, self.material.corpus)
        also = no_distractor_is_true(item, self.material) if item.source else None
        first = (also,) if also else ()
        return (*first, *found, *unverified(item, self.material.corpus))

    def open_warnings(self, item: QuizItem) -> tuple[Finding, ...]:
        """The warnings that no person has taken back for these very words."""
        now_said = wording(item)
        cleared = {(c.rule, c.message) for c in item.cleared if c.wording == now_said}
        return tuple(
            found
            for found in self.findings(item)
            if not found.error and (found.rule, found.message) not in cleared
        )

    def clear(self, item: QuizItem, message: str) -> QuizItem:
        """The item with one warning taken back by the reviewer, who has read the paragraph."""
        warned = [found for found in self.open_warnings(item) if found.message == message]
        if not warned:
            raise QuestionError("Choose a warning of this item that is not cleared yet.")
        when, rule = now(), warned[0].rule
        cleared = Clearance(rule, message, wording(item), item.version, when, self.reviewer)
        changed = replace(item, cleared=(*item.cleared, cleared))
        return changed.revised(f"warning cleared: {message}", when=when, who=self.reviewer)

    def approve(self, item: QuizItem) -> QuizItem:
        """The item approved; QuestionError names what it breaks or what is still to be cleared."""
        broken = errors(self.findings(item))
        if broken:
            raise QuestionError(f"Not approved: {broken[0].message}")
        warned = self.open_warnings(item)
        if warned:
            raise QuestionError(
                f"Not approved: {warned[0].message} Read the paragraph, then clear the warning "
                "or edit the item."
            )
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

    def edit(self, item: QuizItem, edit: Edit) -> QuizItem:
        """The item with new texts, a draft again, with nothing cleared.

        An edit that breaks a rule is kept as a draft and its findings are shown; it cannot be
        approved until mended. QuestionError where a text is empty or their number has changed.
        """
        changed = edited(item, edit)
        if wording(changed) == wording(item):
            raise QuestionError("Nothing has been changed.")
        changed = replace(changed, status=Status.DRAFT, reviewer="", reason="", cleared=())
        return graded(changed).revised("edited", when=now(), who=self.reviewer)

    def replace_distractor(self, item: QuizItem, place: int) -> QuizItem:
        """The item with another wrong option at this place, a draft again."""
        draft = self._draft(item)
        changed = other_distractor(self.material, item, place, draft, self.search, item.version)
        fresh = {option.text for option in changed.options} - {o.text for o in item.options}
        if claims(item)[0].stamp in item.drafted:  # checked against the question it was made for
            known = [one.stamp for one in claims(changed) if is_of_option(one, fresh)]
            changed = replace(changed, drafted=(*changed.drafted, *known))
        changed = replace(changed, status=Status.DRAFT, reviewer="", cleared=())
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

    def opened(self, quiz: Quiz, place: int) -> Quiz:
        """The quiz with the item at `place` noted as one that the reviewer had before them."""
        item = quiz.items[place]
        seen = self._opening(item)
        if seen in quiz.opened:
            return quiz
        others = [one for one in quiz.opened if (one.who, one.item) != (seen.who, seen.item)]
        return replace(quiz, opened=(*others, seen))

    def approve_opened(self, quiz: Quiz) -> Quiz:
        """The quiz with every draft approved that was opened and that nothing speaks against."""
        items = tuple(
            self.approve(item)
            if self._opening(item) in quiz.opened and self._is_clean(item)
            else item
            for item in quiz.items
        )
        return replace(quiz, items=items)

    def _opening(self, item: QuizItem) -> Opened:
        return Opened(self.reviewer, item.id, item.version, wording(item))

    def _is_clean(self, item: QuizItem) -> bool:
        """Whether it is a draft without an error and without a warning that is not cleared."""
        return (
            item.status is Status.DRAFT
            and not errors(self.findings(item))
            and not self.open_warnings(item)
        )


def exportable(items: Sequence[QuizItem], drafts_too: bool = False) -> tuple[QuizItem, ...]:
    """The approved items; with drafts where the trainer asks for them; never rejected ones."""
    wanted = {Status.APPROVED} | ({Status.DRAFT} if drafts_too else set())
    return tuple(item for item in items if item.status in wanted)
