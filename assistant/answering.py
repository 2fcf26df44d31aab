"""One turn in order: guard, read the question, search, choose the words, judge, write."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.admission import check_question, fixed_answer
from assistant.asked_for import NOT_THE_RULE, asks_for_the_rule
from assistant.claims import Claims, denial, ranks, unheard
from assistant.compare import silence
from assistant.corpus import Corpus
from assistant.covering import Coverage, Verdict, exact_verdict
from assistant.cues import read_cues
from assistant.dated import dated_notices
from assistant.domain import Answer, Filters, Kind, Outcome, Passage, Statement, Turn
from assistant.extracting import Extract, Extractor
from assistant.guard import Guarded, guard
from assistant.judging import found_for
from assistant.language import emergency_notice, seems_not_english
from assistant.lexicon import Lexicon
from assistant.main_points import asks_for_main_points, of_main_points
from assistant.named_report import of_named
from assistant.personal import KEPT_BACK, find_personal, personal_notice, without_personal
from assistant.recommended import on_topic, topic_recommended
from assistant.retrieval import SHOWN, Retriever
from assistant.settings import Settings
from assistant.sides import SideAsked, Voice, interleaved, side_readings
from assistant.structured import structured
from assistant.triage import Sense
from assistant.wording import Asks, Reading, read_question
from assistant.writing import Writer, with_draft

FEW_WORDS = 0.2  # of a topic, by rarity, may be missing where only one report answers
TELLING = 4.0  # rarity from which a word tells what a question is about
TELLING_PASSAGES = 3  # of another report, whose words tell what it says on the topic
FURTHER = 6  # searched for findings where standards that are not asked for stand first
RECOMMENDED = 60  # recommendations that are held against a topic
SUMMED_UP = 50  # searched for conclusions where the main points of a matter are asked for


@dataclass(frozen=True)
class Assistant:
    """Everything one process needs to answer; built once by `assistant.build`."""

    corpus: Corpus
    settings: Settings
    lexicon: Lexicon
    retriever: Retriever
    extractor: Extractor
    coverage: Coverage
    claims: Claims
    writer: Writer | None = None  # None: answers are extractive
    sense: Sense | None = None  # None: the guard goes by words alone

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answer:
        """The whole answer; QuestionError where the question is empty or too long."""
        answers = list(self.stream(question, history, filters))
        return answers[-1]

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[Answer]:
        """The answer as it grows, sources first; the last one is complete."""
        start = time.perf_counter()
        question = check_question(question)
        asked = tuple(turn.question for turn in history)
        caught = guard(question, asked, local_numbers=self.settings.local_numbers, sense=self.sense)
        if caught is not None and self._not_read(question, caught):
            caught = None
        fixed = fixed_answer(question, caught)
        growing = iter((fixed,)) if fixed else self._searched(question, history, filters)
        for answer in growing:
            yield replace(answer, history=asked, seconds=time.perf_counter() - start)

    def _not_read(self, question: str, caught: Guarded) -> bool:
        """Whether unknown words alone raised the alarm: another language, with no word of harm.

        Such a message gets the emergency lines with the word that only English is read.
        """
        urgent = caught.outcome is Outcome.URGENT and seems_not_english(question)
        return urgent and not read_cues().signs(question).harm_words

    def search(
        self, question: str, k: int = SHOWN, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        """The k best paragraphs for a question, best first."""
        reading = read_question(check_question(question), (), self.lexicon)
        return self.retriever.retrieve(reading, k, filters)

    def _searched(
        self, question: str, history: Sequence[Turn], filters: Filters
    ) -> Iterator[Answer]:
        """The answer to a question that may be searched."""
        reading = read_question(without_personal(question), history, self.lexicon)
        within = replace(filters, reports=reading.reports) if reading.switched else filters
        found = found_for(reading, self.retriever, SHOWN + FURTHER, within)
        passages = found[:SHOWN]
        exact = structured(reading, self.corpus, filters, passages)
        if exact is None:
            exact = self._recommended(reading, filters)
        if exact is not None:
            extract, verdict = exact, exact_verdict(exact)
            passages = cited_first(exact, passages)
        else:
            reading = of_main_points(reading)
            if asks_for_main_points(reading.asked):
                found = self.retriever.retrieve(reading, SUMMED_UP, within)
                passages = found[:SHOWN]
            extract = self.extractor.extract(reading, passages, found[SHOWN:])
            heard = replace(extract, notices=()) if reading.compares else extract
            verdict = self.coverage.judge(reading, passages, heard)
            if reading.switched:
                verdict = self._of_other(reading, filters, extract, verdict)
            if reading.compares and verdict.outcome in (Outcome.ANSWERED, Outcome.NOT_COVERED):
                passages, extract, verdict = self._compared(
                    reading, filters, passages, extract, verdict
                )
        if exact is None:
            passages, extract, verdict = of_named(
                self, reading, filters, (passages, extract, verdict)
            )
            verdict = self._borne_out(reading, extract, verdict)
        answer = self._judged(question, reading, passages, extract, verdict)
        answer = replace(answer, notices=answer.notices + self._notices(answer, history))
        if self.writer is None or exact is not None or answer.outcome is not Outcome.ANSWERED:
            yield answer
            return
        if find_personal(question):
            yield replace(answer, notices=(*answer.notices, KEPT_BACK))
            return
        yield answer  # the reports' own sentences stand, whatever is worded below them
        for draft in self.writer.write(reading.searched_for, passages, extract):
            yield with_draft(answer, draft)

    def _recommended(self, reading: Reading, filters: Filters) -> Extract | None:
        """Every recommendation on the topic of a question for recommendations; None for others."""
        if not topic_recommended(reading) or filters.kinds:
            return None
        reports = reading.reports or filters.reports
        within = replace(filters, kinds=(Kind.RECOMMENDATION,), reports=reports)
        told = self.retriever.retrieve(reading, RECOMMENDED, within)
        return on_topic(reading, told, self.extractor.finder.words, self.corpus)

    def _borne_out(self, reading: Reading, extract: Extract, verdict: Verdict) -> Verdict:
        """The verdict, turned where the reports do not say what the question says, or do say it."""
        answered = verdict.outcome is Outcome.ANSWERED
        if verdict.outcome is Outcome.NOT_COVERED:
            if self.claims.confirmed(reading, extract):
                return Verdict(Outcome.ANSWERED, verdict.why, notices=extract.notices)
            if not ranks(reading.asked or reading.question):
                return verdict
            answered = True
        said = self.claims.denied(reading, extract) if answered else unheard(reading)
        if not said:
            return verdict
        return Verdict(Outcome.NOT_COVERED, verdict.why, denial(said, extract, self.corpus))

    def _compared(
        self,
        reading: Reading,
        filters: Filters,
        passages: tuple[Passage, ...],
        extract: Extract,
        verdict: Verdict,
    ) -> tuple[tuple[Passage, ...], Extract, Verdict]:
        """A comparison asked of each report on its own: passages, answer and verdict.

        What was refused as a whole stays refused unless one report answers its own side.
        """
        sides = self._sides(reading, filters)
        if verdict.outcome is not Outcome.ANSWERED and not any(
            self._answers(side) for side in sides.values()
        ):
            return passages, extract, verdict
        compared = self.extractor.compare(reading, sides)
        found = interleaved(tuple(sides.values()), SHOWN)
        if verdict.outcome is Outcome.ANSWERED and compared.statements:
            return found, compared, verdict
        return found, compared, exact_verdict(compared)

    def _of_other(
        self, reading: Reading, filters: Filters, extract: Extract, verdict: Verdict
    ) -> Verdict:
        """The verdict on the same question to another report, with a word where it is silent."""
        every = tuple(report.id for report in self.lexicon.reports)
        sides = self._sides(replace(reading, reports=every), filters)
        heard = self.extractor.voices(sides)
        own = {each: heard[each] for each in reading.reports if each in heard}
        others = [side.passages for each, side in sides.items() if each not in own]
        if Voice.SILENT not in own.values() and self._lacks(reading, extract, others):
            own = dict.fromkeys(own, Voice.NEAREST)
        said = silence(own, self.corpus)
        if Voice.SILENT in own.values():
            return Verdict(Outcome.NOT_COVERED, verdict.why, tuple(map(Statement, said)))
        return replace(verdict, notices=(*said, *verdict.notices))

    def _lacks(
        self, reading: Reading, extract: Extract, others: Sequence[Sequence[Passage]]
    ) -> bool:
        """Whether a telling word of the topic stands in another report's words and not in these."""
        words = self.extractor.finder.words
        own = frozenset(words.all_stems(" ".join(c.quote for c in extract.citations)))
        first = [p.paragraph.text for passages in others for p in passages[:TELLING_PASSAGES]]
        theirs = frozenset(words.all_stems(" ".join(first)))
        asked = words.stems(reading.searched_for)
        return any(s in theirs - own and words.rarity(s) >= TELLING for s in asked)

    def _sides(self, reading: Reading, filters: Filters) -> dict[str, SideAsked]:
        """What is asked of each report, with what was found in it alone."""
        return {
            report_id: SideAsked(
                side,
                self.retriever.retrieve(
                    side, SHOWN + FURTHER, replace(filters, reports=(report_id,))
                ),
            )
            for report_id, side in side_readings(reading, self.lexicon.reports).items()
        }

    def _answers(self, side: SideAsked) -> bool:
        """Whether one report answers its side of a comparison, where only a topic is asked for."""
        if side.reading.kind in (Asks.NUMBER, Asks.WHO, Asks.WHY):
            return False
        passages = side.passages[:SHOWN]
        own = self.extractor.extract(side.reading, passages)
        judged = self.coverage.judge(side.reading, passages, own)
        lacking = own.candidates.words_missing if own.candidates is not None else 1.0
        return judged.outcome is Outcome.ANSWERED and lacking < FEW_WORDS

    def _judged(
        self,
        question: str,
        reading: Reading,
        passages: tuple[Passage, ...],
        extract: Extract,
        verdict: Verdict,
    ) -> Answer:
        """The extractive answer, or the worded refusal that cites nothing."""
        answered = verdict.outcome is Outcome.ANSWERED
        return Answer(
            question=question,
            outcome=verdict.outcome,
            statements=extract.statements if answered else verdict.statements,
            citations=extract.citations if answered else (),
            passages=passages,
            searched_for=reading.searched_for,
            lead=extract.lead if answered else "",
            notices=tuple(
                dict.fromkeys((*extract.notices, *verdict.notices) if answered else verdict.notices)
            ),
            also_found=extract.also_found if answered else (),
            suggestions=verdict.suggestions,
            why=(*extract.why, *verdict.why),
        )

    def _notices(self, answer: Answer, history: Sequence[Turn]) -> tuple[str, ...]:
        """Emergency lines, personal-data and dated-guidance notices, and damaged reports."""
        foreign = emergency_notice() if seems_not_english(answer.question) else ""
        ruled = answer.outcome is Outcome.ANSWERED and asks_for_the_rule(answer.question)
        found = (NOT_THE_RULE if ruled else "", foreign, personal_notice(answer.question))
        dated = dated_notices(answer, self.corpus, first=not history)
        aside = (each.notice for each in self.corpus.set_aside) if not history else ()
        return (*filter(None, found), *dated, *aside)


def cited_first(extract: Extract, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """What was found, with the cited paragraphs before the others."""
    best = max((passage.score for passage in passages), default=1.0)
    cited = dict.fromkeys(citation.paragraph for citation in extract.citations)
    others = tuple(passage for passage in passages if passage.paragraph not in cited)
    return (*(Passage(paragraph, best) for paragraph in cited), *others)[: max(SHOWN, len(cited))]
