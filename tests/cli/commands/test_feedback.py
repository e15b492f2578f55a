"""What customers say, from the command line: noted, refused, listed, written as a file."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import MARIE, Run


def test_an_answer_is_noted_and_told(shopcard: Run) -> None:
    noted = shopcard("feedback", MARIE, "--recommend", "9", "--comment", "More [b] pistachio")
    assert (noted.code, noted.err) == (0, "")
    assert noted.out == "Noted of Marie Lefèvre: 9 of 10 · More [b] pistachio\n"
    month = shopcard("summary", "--json").json
    assert month["figures"]["satisfaction_pct"] is None
    assert month["figures_why"]["satisfaction_pct"].endswith(".")
    assert month["voices"] == {
        "promoters": 1, "passives": 0, "detractors": 0, "satisfied": 0, "not_satisfied": 0,
        "referred": 0, "nps_margin": None, "satisfaction_range": None,
    }  # fmt: skip
    assert "1 · 0 · 0" in shopcard("summary").out


def test_case_85_few_answers_are_null_with_their_counts_beside(shopcard: Run) -> None:
    shopcard("feedback", MARIE, "--recommend", "9")
    shopcard("feedback", MARIE, "--satisfied")
    month = shopcard("summary", "--json").json
    assert month["figures"]["nps"] is None
    assert "30" in month["figures_why"]["nps"]
    assert month["figures"]["satisfaction_pct"] is None
    assert "10" in month["figures_why"]["satisfaction_pct"]
    voices = month["voices"]
    assert (voices["promoters"], voices["satisfied"], voices["nps_margin"]) == (1, 1, None)
    assert voices["satisfaction_range"] is None


@pytest.mark.parametrize(
    ("words", "recommend", "satisfied", "comment"),
    [
        (("--recommend", "0"), 0, None, ""),
        (("--satisfied",), None, True, ""),
        (("--not-satisfied",), None, False, ""),
        (("--comment", "=1+1"), None, None, "=1+1"),
    ],
)
def test_the_document_of_an_answer(shopcard: Run, words, recommend, satisfied, comment) -> None:  # type: ignore[no-untyped-def]
    told = shopcard("feedback", "Marie Lefèvre", *words, "--json").json
    customer = shopcard("customer", "show", MARIE, "--json").json["customer"]["id"]
    assert list(told["feedback"]) == [
        "id", "customer", "day", "recommend", "satisfied", "comment",
    ]  # fmt: skip
    assert told["feedback"] | {"id": 0, "day": ""} == {
        "id": 0, "customer": customer, "day": "", "recommend": recommend,
        "satisfied": satisfied, "comment": comment,
    }  # fmt: skip
    assert date.fromisoformat(told["feedback"]["day"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((MARIE,), 2),
        ((MARIE, "--comment", "  "), 2),
        ((MARIE, "--recommend", "1.5"), 2),
        ((MARIE, "--recommend", "x"), 2),
        ((MARIE, "--recommend", "11"), 1),
        ((MARIE, "--recommend", "-1"), 1),
        ((MARIE, "--comment", "x" * 401), 1),
        (("Marie", "--satisfied"), 1),
    ],
)
def test_what_is_no_answer_writes_nothing(shopcard: Run, words: tuple[str, ...], code: int) -> None:
    answer = shopcard("feedback", *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.strip().splitlines()[0][-1] in ".?"
    assert shopcard("check", "--json").json["counts"]["feedback"] == 0


def test_comments_are_listed_and_written_so_that_no_cell_is_a_formula(
    shopcard: Run, tmp_path: Path
) -> None:
    for comment in ("=1+1", "Nice,\nvery"):
        shopcard("feedback", MARIE, "--recommend", "3", "--comment", comment)
    shopcard("feedback", MARIE, "--satisfied")
    told = shopcard("lists", "comments", "--open", "--json").json["comments"]
    assert [one["comment"] for one in told] == ["Nice,\nvery", "=1+1"]
    assert (told[0]["name"], told[0]["recommend"], told[0]["acted_on"]) == (
        "Marie Lefèvre",
        3,
        None,
    )
    assert "3 of 10" in shopcard("lists", "comments").out
    file = tmp_path / "comments.csv"
    assert shopcard("lists", "comments", "-o", str(file)).code == 0
    _heads, second, first = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    assert (first[1], first[2], first[4]) == ("Marie Lefèvre", "3", "'=1+1")
    assert second[4] == "Nice,\nvery"


def test_without_comments_the_list_says_so(shopcard: Run) -> None:
    answer = shopcard("lists", "comments")
    assert (answer.code, answer.out, answer.err) == (0, "", "There are no comments.\n")


def test_ambassadors_who_agreed_are_listed(shopcard: Run) -> None:
    shopcard("customer", "add", "Friend", "--referred-by", MARIE)
    shopcard("stamp", "Friend")
    assert shopcard("summary", "--json").json["ambassadors"][0]["brought"] == 1
    assert shopcard("summary", "--json").json["figures"]["referrals"] == 1
    left_out = shopcard("lists", "ambassadors", "--json").json
    assert (left_out["customers"], left_out["not_agreed"]) == ([], 1)
    shopcard("customer", "edit", MARIE, "--contact-ok")
    (one,) = shopcard("lists", "ambassadors", "--json").json["customers"]
    assert (one["name"], one["brought"], one["in_month"]) == ("Marie Lefèvre", 1, 1)
    assert one["phones"] == ["+33612345678"]


def test_the_question_is_a_setting(shopcard: Run) -> None:
    reply = shopcard("settings", "set", "ask", "recommend").out
    assert reply == (
        "ask is now: recommend\nThe counter asks after a stamp, from the second visit on.\n"
    )
    assert shopcard("settings", "list", "--json").json["settings"]["ask"] == "recommend"
    assert shopcard("settings", "set", "ask", "perhaps").code == 1
