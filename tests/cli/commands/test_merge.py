"""customer merge and unmerge."""

import json

import pytest

from tests.cli.conftest import MARIE, Run

TWIN = "42077310"


@pytest.fixture
def twins(shopcard: Run) -> Run:
    """Marie with 3 stamps and a free cone, Marie Petit with 4."""
    shopcard("customer", "add", "Marie Petit", "--card", TWIN, "--phone", "06 98 76 54 32")
    shopcard("stamp", MARIE, "--stamps", "13")
    shopcard("stamp", TWIN, "--stamps", "4")
    return shopcard


def test_merging_shows_both_and_what_comes_of_it(twins: Run) -> None:
    done = twins("customer", "merge", MARIE, TWIN, "--yes")
    assert done.code == 0
    assert done.out.startswith("Marie Petit is merged into Marie Lefèvre.\nCone: 7 of 10, 3 to go.")
    for word in ("Kept", "Merged into it", "Afterwards", "3 of 10", "4 of 10", "7 of 10"):
        assert word in done.err
    for text in (MARIE, TWIN, "0698765432", "marie petit"):
        shown = twins("customer", "show", text, "--json").json
        assert shown["customer"]["name"] == "Marie Lefèvre"
        assert shown["customer"]["phones"] == ["+33612345678", "+33698765432"]
        assert shown["customer"]["card_numbers"] == [MARIE, TWIN]
        assert (shown["cards"][0]["stamps"], len(shown["cards"][0]["ready"])) == (7, 1)
    page = twins("customer", "show", TWIN).out
    assert "merged with Marie Petit" in page
    assert "Replaced cards" not in page
    assert len(twins("customer", "find", "marie", "--json").json["customers"]) == 1


def test_the_answer_as_json_is_that_of_every_act(twins: Run) -> None:
    merged = twins("customer", "merge", MARIE, TWIN, "--yes", "--json").json
    assert set(merged) == {"entry", "cards", "replayed"}
    assert merged["entry"]["kind"] == "merge"
    assert merged["entry"]["joins"].startswith("c")
    assert merged["cards"][0]["stamps"] == 7
    parted = twins("customer", "unmerge", TWIN, "--yes", "--json").json
    assert parted["entry"]["voids"] == merged["entry"]["id"]
    assert parted["cards"][0]["stamps"] == 3


def test_unmerging_gives_both_back(twins: Run) -> None:
    before = [twins("customer", "show", card, "--json").out for card in (MARIE, TWIN)]
    twins("customer", "merge", MARIE, TWIN, "--yes")
    done = twins("customer", "unmerge", "0698765432", "--yes", "--reason", "two people")
    assert done.code == 0
    assert done.out.startswith("Marie Petit is a customer of their own again. Marie Lefèvre has:\n")
    assert [twins("customer", "show", card, "--json").out for card in (MARIE, TWIN)] == before
    assert json.loads(twins("check", "--json").out)["ok"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", MARIE, MARIE), "This is one customer already"),
        (("merge", MARIE, "nobody"), "No customer is called"),
        (("unmerge", MARIE), "Marie Lefèvre is merged with nobody"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(twins: Run, words, said) -> None:
    done = twins("customer", *words, "--yes")
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_nobody_is_merged_unasked(twins: Run) -> None:
    for words in (("merge", MARIE, TWIN), ("unmerge", TWIN)):
        done = twins("customer", *words)
        assert (done.code, done.out) == (2, "")
        assert "Add --yes" in done.err
        twins("customer", "merge", MARIE, TWIN, "--yes")
    assert [e["kind"] for e in twins("history", "--json").json["entries"]].count("merge") == 1


def test_a_retry_with_the_same_key_is_the_same_merge(twins: Run) -> None:
    first = twins("customer", "merge", MARIE, TWIN, "--yes", "--key", "a", "--json").json
    again = twins("customer", "merge", MARIE, TWIN, "--yes", "--key", "a", "--json")
    assert again.json == {**first, "replayed": True}
    assert "used before" in again.err
    other = twins("customer", "merge", MARIE, TWIN, "--yes", "--key", "b")
    assert (other.code, other.out) == (1, "")
    parted = twins("customer", "unmerge", TWIN, "--yes", "--key", "c", "--json").json
    again = twins("customer", "unmerge", TWIN, "--yes", "--key", "c", "--json")
    assert again.json == {**parted, "replayed": True}
