"""Words and sentences of stems, options and paragraphs: tokens, overlaps, readability."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "s",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "within",
        "would",
        "you",
        "your",
        "about",
        "according",
        "report",
        "reports",
        "october",
        "july",
        "2002",
        "2008",
        "inspectors",
        "joint",
        "chief",
        "said",
        "say",
        "says",
        "name",
        "named",
        "one",
        "all",
        "any",
        "each",
        "other",
        "also",
        "both",
        "only",
        "who's",
        "which's",
        "me",
        "my",
        "he",
        "she",
        "his",
        "her",
        "they're",
    ]
)


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers in order."""
    return _WORD.findall(text.lower().replace("’", "'"))


def root(word: str) -> str:
    """A crude stem, so that "recommendations" meets "recommended"."""
    for ending in ("ational", "ations", "ation", "ings", "ing", "ments", "ment", "ies", "ied"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    for ending in ("es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def content(text: str) -> frozenset[str]:
    """Roots of the words that carry meaning."""
    return frozenset(root(word) for word in tokens(text) if word not in _STOP and len(word) > 1)


def longest_run(left: str, right: str) -> int:
    """Length in words of the longest run of words that both texts share."""
    one, two = tokens(left), tokens(right)
    best = 0
    row = [0] * (len(two) + 1)
    for word in one:
        diagonal = 0
        for j, other in enumerate(two, start=1):
            above = row[j]
            row[j] = diagonal + 1 if word == other else 0
            best = max(best, row[j])
            diagonal = above
    return best


def overlap(left: str, right: str) -> float:
    """Share of the left text's content words that the right text holds too; 0 without any."""
    wanted = content(left)
    return len(wanted & content(right)) / len(wanted) if wanted else 0.0


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity of two sets of content words."""
    union = left | right
    return len(left & right) / len(union) if union else 0.0


def sentences(text: str) -> list[str]:
    """Sentences of running text; bullets count as sentences of their own."""
    found: list[str] = []
    for line in text.split("\n"):
        line = re.sub(r"^[•–]\s*", "", line).strip()
        guarded = re.sub(r"\b(e\.g|i\.e|etc|No|St|Dr|Mr|Mrs)\.", r"\1∯", line)
        for part in re.split(r"(?<=[.?!])\s+(?=[A-Z‘“])", guarded):
            if part.strip():
                found.append(part.replace("∯", ".").strip())
    return found


def without_references(text: str) -> str:
    """The text without bibliography numbers such as "(39 and 40)"."""
    return re.sub(r"\s*\((?:\d{1,2})(?:(?:, | and )\d{1,2})*\)", "", text)


def syllables(word: str) -> int:
    """Roughly how many syllables a word has."""
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and len(groups) > 1 and not word.lower().endswith("le")
    return max(1, len(groups) - int(silent))


def grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid et al. 1975)."""
    words = tokens(text)
    if not words:
        return 0.0
    parts = max(1, len(re.findall(r"[.?!](?:\s|$)", text)))
    return 0.39 * len(words) / parts + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def squeeze(text: str) -> str:
    """Single spaces, straight quotes: the form in which quotes are looked up."""
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'")).strip()


def holds(paragraph: str, quote: str) -> bool:
    """Whether the paragraph contains the quote word for word, line breaks aside."""
    return bool(quote) and squeeze(quote) in squeeze(re.sub(r"\n[•–] ", " ", paragraph))


def sentence_form(quote: str) -> str:
    """A sentence without bibliography numbers and closing mark, its first letter a capital."""
    plain = without_references(quote).strip().rstrip(".;,:")
    return plain[:1].upper() + plain[1:]
