"""Markdown: the words as printed, in time that grows with the length of the file."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from assistant.errors import CorpusError
from ingest.extraction import extract
from tests.adversarial import MARKS, MOST, ratio

PRINTED = """# Title ##

Summary
=======

1. First **bold**, snake_case_name and *it*
   goes [on](http://x.org) here.
12) Second `code`, __under__ &amp; 2 \\* 3.

- a
- b
  - c

> quoted

| a | b |
|---|---|
| c | d |

1.1 Numbered
1.2 Next

    set in

```
code | x
```
A sentence above a rule.
---
![a plan](x.png) 2 * 3 and [see there].

14.
"""


def lines_of(text):
    return [
        (line.number, line.level, line.starts, line.text) for line in extract("a.md", text.encode())
    ]


def test_headings_lists_numbers_and_tables_are_read_as_they_are_printed():
    assert lines_of(PRINTED) == [
        (1, 1, True, "Title"),
        (3, 1, True, "Summary"),
        (6, 0, True, "1. First bold, snake_case_name and it"),
        (7, 0, False, "goes on here."),
        (8, 0, False, "12) Second code, under & 2 * 3."),
        (10, 0, True, "• a"),
        (11, 0, False, "• b"),
        (12, 0, False, "• c"),
        (14, 0, True, "quoted"),
        (16, 0, True, "| a | b |"),
        (18, 0, False, "| c | d |"),
        (20, 0, True, "1.1 Numbered"),
        (21, 0, False, "1.2 Next"),
        (23, 0, True, "set in"),
        (26, 0, False, "code | x"),
        (28, 0, False, "A sentence above a rule."),
        (30, 0, False, "a plan 2 * 3 and [see there]."),
        (32, 0, True, "14."),
    ]


@pytest.mark.parametrize("mark", MARKS)
def test_no_mark_however_often_takes_more_than_its_length(mark):
    def read(text):
        with suppress(CorpusError):  # a line or a number of lines beyond every report
            extract("a.md", ("Words.\n\n" + text).encode())

    assert ratio(read, mark) <= MOST


def test_200_kb_of_what_took_minutes_are_read_in_seconds():
    for mark in ("[", "__a "):
        begun = time.process_time()
        extract("a.md", ("Words.\n\n" + mark * (200_000 // len(mark))).encode())
        assert time.process_time() - begun < 10
