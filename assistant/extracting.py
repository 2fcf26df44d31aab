"""The answer without an LLM: the report's own sentences, chosen, framed and cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.bearing import NO_INTERVAL, fitting, interval_missing, of_others, unfit
from assistant.budgets import BUDGET_FILE, Budgets, read_budgets
from assistant.candidates import Candidates, Finder
from assistant.citations import check, cut, spoken
from assistant.compare import opening, shares, silence
from assistant.context import with_context
from assistant.corpus import Corpus
from assistant.domain import Citation, Passage, Statement
from assistant.enumerating import enumerated
from assistant.extracts import Extract
from assistant.framing import frame, groups
from assistant.judging import balanced, notices_of
from assistant.lists import asks_for_all, cut_short, marked
from assistant.main_points import asks_for_main_points, points, summing_up
from assistant.preferring import citing, findings_first, of_the_term, told_as_found
from assistant.restatements import RESTATEMENTS_FILE, Restatements, read_restatements
from assistant.selecting import Budget, Scored, by_paragraph, select
from assistant.sentence_scoring import SCORER_FILE, Trees, read_trees
from assistant.sentences import Piece
from assistant.sides import SideAsked, Voice, asked_of, recommended, surer, voice
from assistant.standards import (
    ONLY_A_STANDARD,
    asks_for_standards,
    findings,
    heard_of,
    is_standard,
    speaks,
)
from assistant.wording import Asks, Reading

__all__ = ["Extract", "Extractor", "build_extractor"]

ON_A_SIDE = 0.2  # share of a recommendation's chance that a finding needs to stand on a side
RECOMMENDED = Budget(words=30, pieces=1, paragraphs=1)  # of a recommendation added to a side
COMPLETE = 330  # words of a list where all of it is asked for
OPEN_WORDS = 60  # of one report on a topic; no further sentence is begun beyond these


@dataclass(frozen=True)
class Extractor:
    """Chooses and cites the sentences that answer a question."""

    corpus: Corpus
    finder: Finder
    trees: Trees
    budgets: Budgets = field(default_factory=Budgets)
    restatements: Restatements = field(default_factory=dict)

    def extract(
        self, reading: Reading, passages: Sequence[Passage], further: Sequence[Passage] = ()
    ) -> Extract:
        """The best sentences of these passages; empty where there are none.

        Where a standard would be quoted that is not asked for, findings take its place, those of
        `further` passages too; for the main points of a matter, what the reports conclude on it.
        """
        candidates = self.finder.find(reading, asked_of(reading, passages))
        if not candidates.pieces:
            return Extract(why=("No paragraph was found.",))
        whole = self.choose(reading, candidates, self.score(candidates))
        every = (*passages, *further)
        source = citing(reading.asked or reading.question, self.corpus)
        found = self._cited(reading, whole, source) if source else None
        if not source and asks_for_main_points(reading.asked):
            found = self._points(reading, every)
        if found is None:
            foreign = any(is_standard(each.paragraph) for each in whole.citations)
            if not foreign or asks_for_standards(reading):
                return whole
            found = self._found(reading, findings(every))
        if found is None:
            return replace(whole, notices=(*whole.notices, ONLY_A_STANDARD))
        why = found.why or whole.why
        return replace(found, scored=whole.scored, candidates=whole.candidates, why=why)

    def _found(self, reading: Reading, passages: Sequence[Passage]) -> Extract | None:
        """What these passages say; None where none is near enough."""
        candidates = self.finder.find(reading, asked_of(reading, passages))
        scored = self.score(candidates) if candidates.pieces else ()
        if not scored or not speaks(candidates.nearest, scored[0].score):
            return None
        return self.choose(reading, candidates, scored)

    def _cited(
        self, reading: Reading, whole: Extract, passages: Sequence[Passage]
    ) -> Extract | None:
        """What is said of a report that is named by its title, where the answer passes it over."""
        named = {passage.paragraph.id for passage in passages}
        if whole.citations and whole.citations[0].paragraph.id in named:
            return None
        candidates = self.finder.find(reading, asked_of(reading, passages))
        return self.choose(reading, candidates, self.score(candidates))

    def _points(self, reading: Reading, passages: Sequence[Passage]) -> Extract | None:
        """The main points: what is concluded on the matter in each of several paragraphs."""
        chosen = points(reading, asked_of(reading, summing_up(passages)), self.finder.words)
        return self.compose(reading, [chosen], (), None, ()) if chosen else None

    def choose(
        self, reading: Reading, candidates: Candidates, scored: tuple[Scored, ...]
    ) -> Extract:
        """The answer from candidates that have their scores."""
        parts = by_paragraph(candidates.pieces)
        if reading.compares:
            sides = shares(scored, reading.reports)
            chosen = [
                self._select(reading, own, parts, self.budgets.side)
                for own in sides.values()
                if own
            ]
            heard = {r: Voice.SPEAKS if own else Voice.SILENT for r, own in sides.items()}
            notices = silence(heard, self.corpus)
            return self.compose(reading, chosen, scored, candidates, notices)
        out = unfit(reading, candidates, scored, self.finder.words)
        fit = tuple(each for each in scored if each.key not in out)
        judging = balanced(reading, fit)
        others = of_others(reading, candidates, self.finder.words)
        own = tuple(each for each in fit if each.key not in others) or fit
        own = of_the_term(reading, candidates, own)
        answer = self._select(reading, judging or own, parts, self.budgets.answer)
        kept = fitting(answer, out, reading)
        missing = interval_missing(reading, [piece.text for piece in kept])
        notices = notices_of(reading, judging, kept) or ((NO_INTERVAL,) if missing else ())
        return self.compose(reading, [findings_first(reading, kept, fit)], fit, candidates, notices)

    def compare(self, reading: Reading, sides: Mapping[str, SideAsked]) -> Extract:
        """Each report's own answer to the topic of a comparison; empty where all are silent."""
        found = self._heard(sides)
        scores = {each: self.score(own) for each, own in found.items()}
        voices = {each: voice(own, tuple(found.values())) for each, own in found.items()}
        words = self.finder.words
        voices = {r: surer(sides[r], heard, scores[r], words) for r, heard in voices.items()}
        notices = silence(voices, self.corpus)
        spoken = {r: own for r, own in scores.items() if voices[r] is not Voice.SILENT}
        if not spoken:
            return Extract(notices=notices)
        chosen = [self._side(sides[r], scored, found[r], voices[r]) for r, scored in spoken.items()]
        merged = (each for scored in spoken.values() for each in scored)
        ranked = tuple(sorted(merged, key=lambda each: (-round(each.score, 6), each.key)))
        return self.compose(reading, chosen, ranked, found[next(iter(spoken))], notices)

    def _side(
        self, side: SideAsked, scored: Sequence[Scored], found: Candidates, heard: Voice
    ) -> tuple[Piece, ...]:
        """What one report says on its side, with the recommendations that are as near to it."""
        parts = by_paragraph(found.pieces)
        out = unfit(side.reading, found, scored, self.finder.words)
        scored = tuple(each for each in scored if each.key not in out)
        told = told_as_found(side.reading, scored, ON_A_SIDE)
        chosen = self._select(side.reading, told, parts, self._room(side))
        if heard is not Voice.SPEAKS:
            return chosen
        for each in recommended(side, {piece.paragraph.id for piece in chosen}):
            own = [s for s in scored if s.piece.paragraph.id == each]
            chosen += self._select(side.reading, own, parts, RECOMMENDED) if own else ()
        return chosen

    def voices(self, sides: Mapping[str, SideAsked]) -> dict[str, Voice]:
        """How each report speaks of what is asked of it."""
        found = self._heard(sides)
        return {each: voice(own, tuple(found.values())) for each, own in found.items()}

    def _heard(self, sides: Mapping[str, SideAsked]) -> dict[str, Candidates]:
        """The sentences of each report that may answer its side."""
        return {
            report_id: self.finder.find(side.reading, heard_of(side.reading, side.passages))
            for report_id, side in sides.items()
        }

    def _room(self, side: SideAsked) -> Budget:
        """How much one report may say: a second paragraph where all of a topic is asked for."""
        if side.reading.context:
            return self.budgets.side
        return replace(self.budgets.side, words=OPEN_WORDS, paragraphs=2)

    def score(self, candidates: Candidates) -> tuple[Scored, ...]:
        """All candidates with their chance, best first."""
        chances = self.trees.chances(candidates.features)
        scored = [
            Scored(piece, float(chance))
            for piece, chance in zip(candidates.pieces, chances, strict=True)
        ]
        return tuple(sorted(scored, key=lambda each: (-round(each.score, 6), each.key)))

    def _select(
        self,
        reading: Reading,
        scored: Sequence[Scored],
        parts: Mapping[str, tuple[Piece, ...]],
        budget: Budget,
    ) -> tuple[Piece, ...]:
        """The pieces of an answer or of one side of it."""
        whole = asks_for_all(reading)
        if whole:
            budget = replace(budget, list_words=max(budget.list_words, COMPLETE))
        lists = whole or reading.kind in (Asks.LIST, Asks.DEFINITION)
        chosen = select(scored, parts, budget, self.restatements, whole_lists=lists)
        return with_context(chosen, self.corpus)

    def compose(
        self,
        reading: Reading,
        chosen: Sequence[Sequence[Piece]],
        scored: tuple[Scored, ...],
        candidates: Candidates | None,
        notices: tuple[str, ...],
    ) -> Extract:
        """Statements, citations and lead for the pieces chosen, one group per side."""
        statements: list[Statement] = []
        citations: list[Citation] = []
        for side in chosen:
            before = opening(side[0].paragraph, self.corpus) if reading.compares else ""
            for group in groups(side):
                stated, cited = self._state(group, len(citations))
                if check(stated, {each.marker: each.paragraph for each in cited}) is None:
                    statements.append(replace(stated, text=before + stated.text))
                    citations.extend(cited)
                    before = ""
        used = tuple(dict.fromkeys(each.paragraph.id for each in citations))
        also = [
            paragraph_id
            for side in chosen
            for piece in side
            for paragraph_id, _ in self.restatements.get((piece.paragraph.id, piece.order), ())
            if paragraph_id not in used
        ]
        return Extract(
            tuple(statements),
            tuple(citations),
            tuple(dict.fromkeys(also)),
            self._lead(used, reading),
            (*notices, *cut_short([piece for side in chosen for piece in side])),
            scored,
            candidates,
            _why(candidates, scored, used) if candidates else (),
        )

    def _state(
        self, group: Sequence[Sequence[Piece]], used: int
    ) -> tuple[Statement, tuple[Citation, ...]]:
        """One statement of neighbouring pieces, and a citation for each run of them."""
        paragraph = group[0][0].paragraph
        cited = tuple(
            cut(
                paragraph,
                run[0].start,
                run[-1].end,
                marker=used + place,
                label=self.corpus.cite(paragraph),
            )
            for place, run in enumerate(group, start=1)
        )
        words = marked(group, [spoken(each) for each in cited])
        text = frame(paragraph, "\n".join(each.quote for each in cited)) + words
        return Statement(text, tuple(each.marker for each in cited)), cited

    def _lead(self, used: Sequence[str], reading: Reading) -> str:
        """One line that says which reports speak."""
        reports = dict.fromkeys(self.corpus.paragraph(each).report_id for each in used)
        dates = [self.corpus.report(each).date for each in sorted(reports)]
        if not dates:
            return ""
        if len(dates) == 1:
            return f"From the report of {dates[0]}:"
        both = enumerated(dates)
        return f"{both} compared:" if reading.compares else f"From the reports of {both}:"


def _why(candidates: Candidates, scored: Sequence[Scored], used: Sequence[str]) -> tuple[str, ...]:
    """How the sentences were chosen, for "why this answer"."""
    paragraphs = len({piece.paragraph.id for piece in candidates.pieces})
    return (
        f"{len(scored)} sentences of {paragraphs} paragraphs were compared with the question.",
        f"The best sentence scored {scored[0].score:.2f} of 1; "
        f"{len(used)} paragraph{'s are' if len(used) != 1 else ' is'} quoted.",
    )


def build_extractor(corpus: Corpus, finder: Finder, data_dir: Path) -> Extractor:
    """The extractor with its trained weights, tuned budgets and known restatements."""
    models = data_dir / "models"
    return Extractor(
        corpus,
        finder,
        read_trees(models / SCORER_FILE),
        read_budgets(models / BUDGET_FILE),
        read_restatements(data_dir / RESTATEMENTS_FILE),
    )
