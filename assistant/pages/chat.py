"""What the chat page does: ask, grow an answer, open sources, keep, judge. No Gradio here."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.admission import check_question
from assistant.conversations import Conversation, ConversationStore, Listed
from assistant.domain import Answer, Filters, Kind
from assistant.errors import QuestionError, StoreError
from assistant.feedback import FeedbackStore, judged
from assistant.held import as_held
from assistant.pages.asking import Asks
from assistant.pages.markup import no_source_html, source_html, transcript_html
from assistant.render import Source, read_spans
from assistant.retention import Retention
from assistant.saved import as_turn
from assistant.suggesting import suggest

logger = logging.getLogger(__name__)
NOT_KEPT = (
    "This could not be kept on this computer and is gone when the assistant stops: save it as a "
    "file if you need it."
)


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be asked next, and how."""

    question: str = ""
    alone: bool = False  # without the earlier turns
    replaces: bool = False  # the last turn is asked anew
    number: int = 0  # counts what is posed in a page, so that nothing is answered twice


@dataclass(frozen=True)
class Chat:
    """The handlers of the page; all that belongs to a user comes in and goes out."""

    assistant: Asks
    kept: ConversationStore
    unkept: ConversationStore  # in memory, for those who do not want to store
    feedback: FeedbackStore
    examples: tuple[str, ...] = ()
    ageing: Retention | None = None  # what deletes old conversations of `kept`

    def show(self, conversation: Conversation) -> str:
        """The transcript of a conversation as it stands."""
        corpus = self.assistant.corpus
        return transcript_html(as_held(conversation, corpus), corpus, self.examples)

    def pose(self, question: str, pending: Pending) -> Pending:
        """The question made ready; QuestionError where it is empty or too long."""
        asked = check_question(question)
        return replace(pending, question=asked)

    def answer(
        self, pending: Pending, conversation: Conversation, filters: Filters
    ) -> Iterator[tuple[str, Conversation]]:
        """Transcript and conversation while the answer grows; storing it is left to `save`."""
        corpus = self.assistant.corpus
        conversation = earlier = as_held(conversation, corpus)
        if pending.replaces and conversation.answers:
            earlier = replace(conversation, answers=conversation.answers[:-1])
        yield transcript_html(earlier, corpus, waiting=pending.question), earlier
        turns = tuple(as_turn(answer) for answer in earlier.answers)
        history = () if pending.alone else turns
        latest: Answer | None = None
        for latest in self.assistant.stream(pending.question, history, filters):
            page = transcript_html(earlier, corpus, waiting=pending.question, growing=latest)
            yield page, earlier.with_answer(latest)
        if latest is not None:
            done = earlier.with_answer(suggest(latest, corpus, turns))
            yield self.show(done), done

    def stopped(
        self, pending: Pending, conversation: Conversation, *, keep: bool
    ) -> tuple[str, Conversation, str, str]:
        """Transcript, conversation, question box and message after a stop: nothing said is lost."""
        newest = conversation.answers[-1] if conversation.answers else None
        if not pending.question or newest is None or newest.question != pending.question:
            return self.show(conversation), conversation, pending.question, ""
        cut = replace(newest, why=(*newest.why, "Stopped before the answer was complete."))
        kept = replace(conversation, answers=(*conversation.answers[:-1], cut))
        return self.show(kept), kept, "", self.save(kept, keep=keep)

    def save(self, conversation: Conversation, *, keep: bool) -> str:
        """Store it on disk, or in memory only where the user does not want it kept.

        Whatever happens, what is on the screen stays: a failure is one sentence, "" for none.
        What cannot be kept on disk is held in memory, so that it can be saved as a file.
        """
        for store in (self.kept, self.unkept) if keep else (self.unkept,):
            try:
                store.save(conversation)
            except (StoreError, OSError, sqlite3.Error) as error:
                logger.warning("A conversation was not kept: %s", error)
                continue
            return NOT_KEPT if keep and store is self.unkept else ""
        return NOT_KEPT

    def find(self, owner: str, conversation_id: str) -> Conversation | None:
        """The owner's conversation of this id, kept or not; the later one where it is both.

        Its quotations are held against the corpus as it is now. StoreError where the conversation
        is in neither store and one of them cannot be read.
        """
        found: list[Conversation] = []
        failure: StoreError | None = None
        for store in (self.kept, self.unkept):
            try:
                one = store.find(owner, conversation_id)
            except StoreError as error:
                failure = error
                continue
            found += [one] if one else []
        if failure and not found:
            raise failure
        latest = max(found, key=lambda one: one.changed, default=None)
        return latest and as_held(latest, self.assistant.corpus)

    def listed(self, owner: str, words: str = "") -> tuple[tuple[Listed, ...], str]:
        """The owner's conversations, and what is to be said of the list, "" for nothing."""
        try:
            rows = self.kept.listed(owner, words)
        except StoreError as error:
            logger.warning("Conversations were not listed: %s", error)
            return (), error.public
        said = (*self.kept.file.notes, self.ageing.said if self.ageing else "")
        return rows, " ".join(filter(None, said))

    def forget(self, owner: str, conversation_id: str) -> None:
        """Delete the owner's conversation wherever it is; StoreError where that fails."""
        self.unkept.delete(owner, conversation_id)
        self.kept.delete(owner, conversation_id)

    def forget_all(self, owner: str) -> None:
        """Delete all of the owner's conversations; StoreError where that fails."""
        self.unkept.delete_all(owner)
        self.kept.delete_all(owner)

    def source(self, paragraph_id: str, marks: str) -> str:
        """The panel for a paragraph with these spans highlighted."""
        corpus = self.assistant.corpus
        if paragraph_id not in corpus:
            return no_source_html()
        paragraph = corpus.paragraph(paragraph_id)
        return source_html(Source(paragraph, read_spans(marks, len(paragraph.text))), corpus)

    def first_source(self, conversation: Conversation) -> str:
        """The panel for the first citation of the newest answer."""
        corpus = self.assistant.corpus
        last = as_held(replace(conversation, answers=conversation.answers[-1:]), corpus).answers
        newest = last[0] if last else None
        if newest is None or not newest.citations:
            return no_source_html()
        first = newest.citations[0]
        same = [cited for cited in newest.citations if cited.paragraph.id == first.paragraph.id]
        spans = tuple((citation.start, citation.end) for citation in same)
        return source_html(Source(first.paragraph, spans), corpus, opened=False)

    def judge(self, conversation: Conversation, place: int, fields: Mapping[str, str]) -> None:
        """Save what the user thinks of one answer; QuestionError where it is incomplete."""
        right = fields.get("right", "").strip()
        if right and right not in self.assistant.corpus:
            raise QuestionError(f"There is no paragraph {right}. Ids look like 2002/5.45.")
        if fields.get("helpful") not in ("yes", "no"):
            raise QuestionError("Say first whether the answer was helpful.")
        if not 0 <= place < len(conversation.answers):
            raise QuestionError("This answer is no longer open here. Open it again and judge it.")
        helpful = fields["helpful"] == "yes"
        reason = fields.get("reason", "")
        if not 0 <= place < len(conversation.answers):
            raise QuestionError("This answer is no longer on the page. Reload it.")
        answer = conversation.answers[place]
        self.feedback.add(judged(answer, helpful=helpful, reason=reason, right=right))


def read_filters(
    reports: Sequence[str] = (),
    kinds: Sequence[str] = (),
    chapter: str | None = "",
    agency: str | None = "",
) -> Filters:
    """The filters as chosen on the page."""
    return Filters(
        tuple(reports or ()),
        tuple(Kind(kind) for kind in kinds or ()),
        chapter or "",
        (agency or "").strip(),
    )
