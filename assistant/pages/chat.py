"""What the chat page does: ask, grow an answer, open sources, keep, judge. No Gradio here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.admission import check_question
from assistant.conversations import Conversation, ConversationStore
from assistant.domain import Answer, Filters, Kind
from assistant.errors import QuestionError
from assistant.feedback import FeedbackStore, judged
from assistant.pages.asking import Asks
from assistant.pages.markup import no_source_html, source_html, transcript_html
from assistant.render import Source, read_spans
from assistant.saved import as_turn
from assistant.suggesting import suggest


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be asked next, and how."""

    question: str = ""
    alone: bool = False  # without the earlier turns
    replaces: bool = False  # the last turn is asked anew


@dataclass(frozen=True)
class Chat:
    """The handlers of the page; all that belongs to a user comes in and goes out."""

    assistant: Asks
    kept: ConversationStore
    unkept: ConversationStore  # in memory, for those who do not want to store
    feedback: FeedbackStore
    examples: tuple[str, ...] = ()

    def show(self, conversation: Conversation) -> str:
        """The transcript of a conversation as it stands."""
        return transcript_html(conversation, self.assistant.corpus, self.examples)

    def pose(self, question: str, pending: Pending) -> Pending:
        """The question made ready; QuestionError where it is empty or too long."""
        asked = check_question(question)
        return replace(pending, question=asked)

    def answer(
        self, pending: Pending, conversation: Conversation, filters: Filters, *, keep: bool
    ) -> Iterator[tuple[str, Conversation]]:
        """Transcript and conversation while the answer grows; the last pair is stored."""
        corpus = self.assistant.corpus
        earlier = conversation
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
            self.save(done, keep=keep)
            yield self.show(done), done

    def stopped(
        self, pending: Pending, conversation: Conversation, *, keep: bool
    ) -> tuple[str, Conversation, str]:
        """Transcript, conversation and question box after a stop: nothing said is lost."""
        newest = conversation.answers[-1] if conversation.answers else None
        if not pending.question or newest is None or newest.question != pending.question:
            return self.show(conversation), conversation, pending.question
        cut = replace(newest, why=(*newest.why, "Stopped before the answer was complete."))
        kept = replace(conversation, answers=(*conversation.answers[:-1], cut))
        self.save(kept, keep=keep)
        return self.show(kept), kept, ""

    def save(self, conversation: Conversation, *, keep: bool) -> None:
        """Store it on disk, or in memory only where the user does not want it kept."""
        (self.kept if keep else self.unkept).save(conversation)

    def find(self, owner: str, conversation_id: str) -> Conversation | None:
        """The owner's conversation of this id, kept or not."""
        found = self.kept.find(owner, conversation_id)
        return found or self.unkept.find(owner, conversation_id)

    def source(self, paragraph_id: str, marks: str) -> str:
        """The panel for a paragraph with these spans highlighted."""
        corpus = self.assistant.corpus
        if paragraph_id not in corpus:
            return no_source_html()
        paragraph = corpus.paragraph(paragraph_id)
        return source_html(Source(paragraph, read_spans(marks, len(paragraph.text))), corpus)

    def first_source(self, conversation: Conversation) -> str:
        """The panel for the first citation of the newest answer."""
        newest = conversation.answers[-1] if conversation.answers else None
        if newest is None or not newest.citations:
            return no_source_html()
        first = newest.citations[0]
        same = [cited for cited in newest.citations if cited.paragraph.id == first.paragraph.id]
        spans = tuple((citation.start, citation.end) for citation in same)
        return source_html(Source(first.paragraph, spans), self.assistant.corpus, opened=False)

    def judge(self, conversation: Conversation, place: int, fields: Mapping[str, str]) -> None:
        """Save what the user thinks of one answer; QuestionError where it is incomplete."""
        right = fields.get("right", "").strip()
        if right and right not in self.assistant.corpus:
            raise QuestionError(f"There is no paragraph {right}. Ids look like 2002/5.45.")
        if fields.get("helpful") not in ("yes", "no"):
            raise QuestionError("Say first whether the answer was helpful.")
        helpful = fields["helpful"] == "yes"
        reason = fields.get("reason", "")
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
