"""Wrong options: same kind, plausible, never also true, no key given away by its length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from assistant.quiz.figures import near_misses, value
from assistant.quiz.items import Option
from assistant.quiz.material import Material, Mention, Sentence
from assistant.quiz.text import content, likeness, squeeze, tokens

FIGURE_KINDS = frozenset(
    {"figure", "interval", "period", "percentage", "money", "fraction", "date"}
)
_ALSO_TRUE = 0.6  # share of the stem's content words that makes a sentence say the same
_LONG = 25  # characters; below that, length gives nothing away
_BAND = (0.6, 1.6)  # length of an option against the key's, where the pool allows


@dataclass(frozen=True, slots=True)
class Wanted:
    """What distractors are sought for."""

    stem: str
    key: str
    kind: str
    source: str
    quote: str


def shown(text: str) -> str:
    """The option as displayed: no leading article, capital first, no closing stop."""
    plain = re.sub(r"^(?:the|The|a list of) ", "", text.strip()).rstrip(" .;,*")
    return plain[:1].upper() + plain[1:]


def also_true(material: Material, wanted: Wanted, text: str) -> Sentence | None:
    """A sentence that holds the option and says what the stem asks; None without one.

    The stem's words (without the option's and the key's) must be covered by the sentence, or the
    sentence must be the key's sentence in all but the key.
    """
    own = content(text) | content(wanted.key)
    asked = content(wanted.stem) - own
    told = content(wanted.quote) - own
    for sentence in material.holding(text):
        rest = sentence.words - own
        covered = len(asked & rest) / len(asked) if asked else 0.0
        same = likeness(told, rest) if told else 0.0
        if covered >= _ALSO_TRUE or same >= _ALSO_TRUE:
            return sentence
    return None


def same_thing(left: str, right: str) -> bool:
    """Whether two options would name the same or one contains the other."""
    one, two = squeeze(shown(left)).lower(), squeeze(shown(right)).lower()
    return one in two or two in one or likeness(content(one), content(two)) >= 0.6


def _fits(material: Material, wanted: Wanted, text: str) -> bool:
    """Whether the text may stand as a distractor beside the key."""
    in_quote = squeeze(text).lower() in squeeze(wanted.quote).lower()
    if in_quote and wanted.kind not in FIGURE_KINDS:
        return False  # a member of the same list or sentence
    if squeeze(text).lower() in squeeze(wanted.stem).lower():
        return False
    return also_true(material, wanted, text) is None


def _bounded(texts: Iterable[str], stem: str) -> list[str]:
    """Figures that the stem does not make absurd: "of the 42 cases" allows none above 42."""
    limit = re.search(r"\bof (?:the |every )?(\d+)\b", stem)
    if limit is None:
        return list(texts)
    top = int(limit[1])
    kept = []
    for text in texts:
        number = re.match(r"[\w-]+$", text)
        try:
            small = number is None or value(text) < top
        except ValueError:
            small = True
        if small:
            kept.append(text)
    return kept


def _figures(material: Material, wanted: Wanted) -> list[Option]:
    """Near misses of the figure; those that stand elsewhere in the corpus say so."""
    options = []
    for text in _bounded(near_misses(wanted.key), wanted.stem):
        if not _fits(material, wanted, text):
            continue
        elsewhere = material.holding(text) if len(text) > 3 else ()
        if elsewhere:
            there = elsewhere[0]
            why = f"The report gives “{text}” for something else."
            options.append(Option(shown(text), False, why, there.paragraph_id, there.text))
        else:
            why = f"The paragraph says “{wanted.key}”."
            options.append(Option(shown(text), False, why, wanted.source, wanted.quote))
    return options


def _mentions(material: Material, wanted: Wanted, pool: Sequence[Mention]) -> list[Option]:
    """Texts of the same kind from elsewhere, the same report first, of similar length first."""
    report = wanted.source.partition("/")[0]
    found: list[tuple[bool, bool, Mention]] = []
    for mention in pool:
        if same_thing(mention.text, wanted.key) or not _fits(material, wanted, mention.text):
            continue
        ratio = len(mention.text) / max(1, len(wanted.key))
        other = not mention.paragraph_id.startswith(report + "/")
        unlike = len(wanted.key) > _LONG and not _BAND[0] <= ratio <= _BAND[1]
        found.append((other, unlike, mention))
    found.sort(key=lambda entry: entry[:2])
    return [
        Option(
            shown(mention.text),
            False,
            f"{shown(mention.text)} is named in the report, but for something else.",
            mention.paragraph_id,
            mention.quote,
        )
        for *_, mention in found
    ]


def candidates(material: Material, wanted: Wanted, random: Random) -> list[Option]:
    """Every option that may stand beside the key, best first; shuffled among equals."""
    if wanted.kind in FIGURE_KINDS:
        options = _figures(material, wanted)[:6]
        random.shuffle(options)
        return options
    pool = list(material.pools.get(wanted.kind, ()))
    random.shuffle(pool)
    return _mentions(material, wanted, pool)


def pick(options: Sequence[Option], key: str, number: int, random: Random) -> tuple[Option, ...]:
    """So many options, pairwise distinct, with lengths so that the key is seldom the longest.

    In two of three cases one option at least as long as the key is taken first.
    """
    chosen: list[Option] = []
    longer = [o for o in options if len(o.text) >= len(shown(key))]
    if longer and random.random() < 0.67:
        chosen.append(longer[0])
    for option in options:
        if len(chosen) == number:
            break
        if any(same_thing(option.text, other.text) for other in chosen if not _figure(option.text)):
            continue
        if option not in chosen:
            chosen.append(option)
    return tuple(chosen)


def _figure(text: str) -> bool:
    """Whether the option is told apart by its figure, not by its words."""
    try:
        return any(value(word) >= 0 for word in tokens(text)[:1])
    except ValueError:
        return any(c.isdigit() for c in text) or len(tokens(text)) <= 4
