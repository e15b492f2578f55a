"""summary, report, lists, contacted."""

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcard import language
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.month import MonthPart
from shopcard.store.shop.shop import Shop
from tests.cli.conftest import Run

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
SUMMARY = {
    "month", "window_days", "complete", "customers", "figures", "figures_why", "visits",
    "purchases", "revenue", "currency", "cohorts", "slipping", "best", "by_staff",
}  # fmt: skip
CUSTOMERS = {
    "active_start", "active_end", "new", "retained", "reactivated", "lost", "in_month",
    "in_month_before", "in_both_months", "ever",
}  # fmt: skip
FIGURES = {
    "retention_pct", "churn_pct", "loyalty_pct", "came_again_pct", "crr_formula_pct",
    "active_growth_pct", "month_to_month_pct", "repeat_purchase_pct", "repeat_visit_pct",
    "ever_repeat_pct", "frequency", "average_basket", "median_gap_days", "clv", "nps",
    "satisfaction_pct", "referrals", "rewards_earned", "rewards_redeemed", "redemption_pct",
    "redeemed_of_available_pct", "liability", "average_stamps_per_purchase",
}  # fmt: skip
SLIPPING = {
    "customer", "name", "visits", "days_since", "usual_gap", "score", "came_back_pct",
    "came_back_range", "usual_month",
}  # fmt: skip
HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="session")
def year_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop's year up to October 2026: twelve who come each in their own rhythm until August or
    on, half of them willing to be written to."""
    where = tmp_path_factory.mktemp("year") / "shop.db"
    cone = make_terms([(None, "Free cone")], stamps=10)
    clock = [NOW - timedelta(days=400)]
    with Shop.create(
        where, Settings("Glacier du Port", acts_per_day=50), [("Cone", cone)],
        staff="Camille", clock=lambda: clock[0],
    ) as shop:  # fmt: skip
        people = [
            shop.customers.add(
                CustomerDraft(
                    HOSTILE if n == 0 else f"Customer {n:02} Érable",
                    phone=f"06 39 98 {n:02} 00" if n % 3 else "",
                    email=f"c{n}@example.org" if n % 4 else "",
                    card=f"000{n:03}",
                    contact_ok=n % 2 == 0,
                )
            ).customer
            for n in range(12)
        ]
        for day in range(400, 0, -1):
            for n, person in enumerate(people):
                stays = n % 3 != 0 or day > 40
                if stays and day % (7 + n) == 0:
                    clock[0] = NOW - timedelta(days=day) + timedelta(minutes=n)
                    shop.counter.stamp(person.id, amount=500 + 10 * n)
        clock[0] = NOW
    return where


@pytest.fixture
def shop_file(year_file: Path) -> Path:
    """What `shopcard` and `process` run on: the year's shop."""
    return year_file


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process are given on NOW."""
    opened = Shop.open.__func__  # type: ignore[attr-defined]

    def then(cls: type[Shop], where: Path, **named: Any) -> Shop:
        return opened(cls, where, **{**named, "clock": lambda: NOW})  # type: ignore[no-any-return]

    monkeypatch.setattr(Shop, "open", classmethod(then))


@pytest.fixture
def empty(nothing: Run) -> Run:
    """Runs a command on a shop where nobody ever bought anything."""
    assert nothing("init", "--name", "Le Port").code == 0
    return nothing


# summary


def test_the_summary_has_every_key(shopcard: Run) -> None:
    told = shopcard("summary", "--month", "2026-09", "--json")
    assert (told.code, told.err) == (0, "")
    month = told.json
    assert set(month) >= SUMMARY
    assert set(month["customers"]) == CUSTOMERS
    assert list(month["figures"]) == [key for key in month["figures"] if key in FIGURES]
    assert set(month["figures"]) == FIGURES
    absent = {key for key, value in month["figures"].items() if value is None}
    assert set(month["figures_why"]) == absent
    assert {"nps", "satisfaction_pct"} <= absent
    assert month["figures"]["referrals"] == 0
    assert all(why.endswith(".") for why in month["figures_why"].values())
    assert (month["month"], month["window_days"], month["complete"]) == ("2026-09", 90, True)
    assert month["through"] == "2026-09-30"
    assert month["slipping"]
    assert month["best"]
    assert all(set(late) >= SLIPPING for late in month["slipping"])
    assert all(set(one) >= {"customer", "name", "visits", "spend"} for one in month["best"])
    by_staff = {"staff", "purchases", "stamps", "voids", "redemptions", "out_of_hours"}
    assert set(month["by_staff"][0]) == by_staff
    assert month["findings"] == []
    assert all(set(cohort) == {"month", "size", "active"} for cohort in month["cohorts"])
    assert set(month["history"][0]) == {
        "month", "active_end", "retained", "reactivated", "new", "retention_pct"
    }  # fmt: skip


def test_case_85_the_best_are_told_by_both_orders(shopcard: Run) -> None:
    month = shopcard("summary", "--month", "2026-09", "--json").json
    spends = [one["spend"] or 0 for one in month["best_by_spend"]]
    visits = [one["visits"] for one in month["best_by_visits"]]
    assert spends == sorted(spends, reverse=True)
    assert visits == sorted(visits, reverse=True)
    assert len(spends) == len(visits) > 1
    assert month["best"] == month["best_by_spend"]


def test_case_59_cards_in_progress_are_told_of_the_running_month_alone(shopcard: Run) -> None:
    month = shopcard("summary", "--json").json
    cards = month["cards_open"]
    assert set(cards) == {"count", "expected_cost", "uncosted"}
    assert (cards["uncosted"], cards["expected_cost"]) == (cards["count"], 0)
    assert f"{cards['count']} cards in progress\n" in shopcard("summary").out
    assert shopcard("program", "change", "Cone", "--cost", "Free cone=1.50", "--yes").code == 0
    cards = shopcard("summary", "--json").json["cards_open"]
    assert cards["uncosted"] == 0
    assert cards["expected_cost"] > 0
    said = f"{cards['count']} cards in progress: expected cost €{cards['expected_cost'] / 100:.2f}"
    assert said in shopcard("summary").out
    assert shopcard("summary", "--month", "2026-09", "--json").json["cards_open"] is None
    assert "in progress" not in shopcard("summary", "--month", "2026-09").out


def test_case_84_acts_dated_tomorrow_are_told_of(shopcard: Run) -> None:
    assert shopcard("summary", "--json").json["dated_later"] is None
    shopcard("stamp", "Customer 01 Érable")
    shopcard("settings", "set", "timezone", "Pacific/Honolulu")
    month = shopcard("summary", "--json").json
    assert month["dated_later"] == {"acts": 1, "until": "2026-10-14"}
    assert "! 1 action is dated 14 Oct 2026: it counts from that day on." in (
        shopcard("summary").out
    )


def test_the_summary_s_sums_hold(shopcard: Run) -> None:
    month = shopcard("summary", "--month", "2026-09", "--json").json
    counted, figures = month["customers"], month["figures"]
    assert counted["active_end"] == counted["retained"] + counted["reactivated"] + counted["new"]
    assert counted["active_start"] == counted["retained"] + counted["lost"]
    assert figures["retention_pct"] == 100 * counted["retained"] / counted["active_start"]
    assert figures["loyalty_pct"] == figures["retention_pct"]
    assert figures["average_basket"] == month["revenue"] / month["purchases"]
    assert isinstance(month["revenue"], int)
    assert month["currency"] == "EUR"
    assert len(month["history"]) == 13
    assert month["history"][-1]["active_end"] == counted["active_end"]
    assert sum(staff["purchases"] for staff in month["by_staff"]) == month["purchases"]
    kept = shopcard("history", "--from", "2026-09-01", "--to", "2026-09-30", "--json").json
    assert month["purchases"] == len(kept["entries"])
    assert month["revenue"] == sum(entry["amount"] for entry in kept["entries"])


def test_cohorts_run_up_to_the_month_asked_for(shopcard: Run) -> None:
    cohorts = shopcard("summary", "--month", "2026-09", "--json").json["cohorts"]
    assert cohorts[0]["month"] == "2025-09"
    assert [len(cohort["active"]) for cohort in cohorts] == list(range(13, 0, -1))
    assert sum(cohort["size"] for cohort in cohorts) == 12


def test_the_running_month_is_told_so_far(shopcard: Run) -> None:
    month = shopcard("summary", "--json").json
    assert (month["month"], month["complete"], month["through"]) == ("2026-10", False, "2026-10-14")
    assert month["compared"] == [["2026-10-01", "2026-10-13"], ["2026-09-03", "2026-09-15"]]
    assert month["slipping_as_of"] == "2026-10-13"
    assert set(month["changes"]["retention_pct"]) == {"by", "unit"}
    assert "so far, up to 14 Oct 2026" in shopcard("summary").out


def test_the_window_is_the_one_named(shopcard: Run) -> None:
    wide = shopcard("summary", "--month", "2026-09", "--window", "365", "--json").json
    narrow = shopcard("summary", "--month", "2026-09", "--window", "31", "--json").json
    assert (wide["window_days"], narrow["window_days"]) == (365, 31)
    assert wide["customers"]["active_end"] == 12
    assert narrow["customers"]["active_end"] < 12
    shopcard("settings", "set", "window", "31")
    assert shopcard("summary", "--month", "2026-09", "--json").json == narrow


def test_the_summary_reads_well_at_80_columns(shopcard: Run) -> None:
    said = shopcard("summary", "--month", "2026-09")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Glacier du Port · September 2026"
    assert max(map(len, lines)) <= 80
    assert sum(bool(re.search("[█▒░]", line)) for line in lines) == 14
    for part in ("All figures", "Whom to look after", "Best customers", "Changes are against"):
        assert part in said.out
    assert "shopcard lists best" in said.out
    assert "\x1b" not in said.out


def test_bars_are_as_long_as_what_they_count(shopcard: Run) -> None:
    past = shopcard("summary", "--json").json["history"]
    most = max(month["active_end"] for month in past)
    bars = [line for line in shopcard("summary").out.splitlines() if re.search("[█▒░]", line)][1:]
    for month, line in zip(past, bars, strict=True):
        assert sum(line.count(mark) for mark in "█▒░") == round(month["active_end"] / most * 40)


def test_few_who_come_again_are_a_warning(shopcard: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Few customers" not in shopcard("summary").out
    told = MonthPart.figures

    def few(shop: Shop, *given: Any, **named: Any) -> Any:
        from dataclasses import replace

        month = told(shop, *given, **named)
        return replace(month, figures=replace(month.figures, few_come_again=True))

    monkeypatch.setattr(MonthPart, "figures", few)
    assert "! Few customers come again" in shopcard("summary").out
    assert shopcard("summary", "--json").json["few_come_again"] is True


def test_an_empty_shop_has_a_summary_without_a_made_up_figure(empty: Run) -> None:
    month = empty("summary", "--json").json
    assert set(month) >= SUMMARY
    assert set(month["customers"].values()) == {0}
    counted = {"rewards_earned", "rewards_redeemed", "liability", "referrals"}
    assert {month["figures"][key] for key in FIGURES - counted} == {None}
    assert {month["figures"][key] for key in counted} == {0}
    assert set(month["figures_why"]) == FIGURES - counted
    assert (month["visits"], month["purchases"], month["revenue"]) == (0, 0, 0)
    assert (month["cohorts"], month["slipping"], month["best"]) == ([], [], [])
    said = empty("summary")
    assert (said.code, said.err) == (0, "")
    assert "—" in said.out
    assert "nan" not in said.out.lower()


@pytest.mark.parametrize("command", ["summary", "report", "lists slipping", "lists best"])
@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-11", 1), ("2099-01", 1), ("2026-13", 2), ("2026-00", 2), ("October", 2), ("", 2),
     ("2026-10-01", 2), ("0001-01", 2), ("9999-12", 1), ("２０２６-10", 2)],
)  # fmt: skip
def test_a_month_that_cannot_be_told(
    shopcard: Run, tmp_path: Path, command: str, month: str, code: int
) -> None:
    for more in ([], ["--json"]):
        refused = shopcard(*command.split(), "--month", month, *more)
        assert (refused.code, refused.out) == (code, "")
        assert refused.err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("command", ["summary", "report"])
@pytest.mark.parametrize(
    ("days", "code"), [("30", 1), ("731", 1), ("0", 1), ("-90", 1), ("many", 2), ("90.5", 2)]
)
def test_a_window_that_cannot_be(shopcard: Run, command: str, days: str, code: int) -> None:
    refused = shopcard(command, "--window", days)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["summary"], ["report"], ["lists", "slipping"], ["lists", "best"], ["lists", "ready"],
     ["contacted", "Ann"]],
)  # fmt: skip
def test_without_a_shop_it_says_how_to_make_one(nothing: Run, home: Path, words: list[str]) -> None:
    for more in ([], ["--json"]):
        refused = nothing(*words, *more)
        assert (refused.code, refused.out) == (1, "")
        assert "shopcard init" in refused.err
    assert list(home.iterdir()) == []


def test_a_month_before_the_shop_is_told_and_empty(shopcard: Run) -> None:
    month = shopcard("summary", "--month", "1997-01", "--json").json
    assert month["customers"]["ever"] == 0
    assert month["cohorts"] == []
    assert shopcard("summary", "--month", "1997-01").code == 0


# report


def test_the_report_is_written_where_it_is_said(shopcard: Run, tmp_path: Path) -> None:
    said = shopcard("report", "--month", "2026-09")
    assert (said.code, said.err) == (0, "")
    made = tmp_path / "shopcard-2026-09.html"
    assert said.out == f"The report is written: {made}\n"
    page = made.read_text(encoding="utf-8")
    month = shopcard("summary", "--month", "2026-09", "--json").json
    assert "Glacier du Port" in page
    assert f">{month['customers']['active_end']}<" in page
    assert '<html lang="en">' in page
    again = shopcard("report", "--month", "2026-09", "--json")
    assert again.json["file"] == str(tmp_path / "shopcard-2026-09-2.html")
    assert again.json["bytes"] == (tmp_path / "shopcard-2026-09-2.html").stat().st_size
    assert made.read_text(encoding="utf-8") == page


def test_the_report_goes_to_a_file_or_a_folder(shopcard: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert shopcard("report", "-o", str(tmp_path / "out")).code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["shopcard-2026-10.html"]
    named = tmp_path / "october.html"
    assert shopcard("report", "-o", str(named), "--window", "60").code == 0
    assert "60" in named.read_text(encoding="utf-8")
    before = named.read_bytes()
    taken = shopcard("report", "-o", str(named))
    assert (taken.code, taken.out) == (1, "")
    assert "already" in taken.err
    assert named.read_bytes() == before
    assert shopcard("report", "-o", str(tmp_path / "nowhere" / "x.html")).code == 1
    assert list(tmp_path.rglob(".shopcard-*")) == []


def test_an_empty_shop_has_a_report(empty: Run, tmp_path: Path) -> None:
    assert empty("report", "-o", str(tmp_path / "r.html")).code == 0
    assert "Le Port" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_report_holds_names_only_as_text(shopcard: Run, tmp_path: Path) -> None:
    shopcard("customer", "edit", "000001", "--name", "<script>alert(1)</script>")
    shopcard("report", "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# lists


LISTS = (["slipping"], ["best"], ["ready"])


@pytest.mark.parametrize("words", LISTS)
def test_lists_hold_only_those_who_agreed(shopcard: Run, words: list[str]) -> None:
    listed = shopcard("lists", *words, "--json")
    assert listed.code == 0
    assert listed.json["list"] == words[0]
    people = listed.json["customers"]
    assert people
    for one in people:
        assert one["contact_ok"] is True
        shown = shopcard("customer", "show", one["customer"], "--json").json["customer"]
        assert shown["contact_ok"] is True
        assert (one["name"], one["card"], one["phones"], one["email"]) == (
            shown["name"], shown["card"], shown["phones"], shown["email"]
        )  # fmt: skip
    left_out = listed.json["not_agreed"]
    assert left_out > 0
    table = shopcard("lists", *words)
    assert table.code == 0
    assert len(table.out.splitlines()) == len(people) + 1
    assert f"{left_out} more did not agree" in table.err == listed.err
    shopcard("customer", "edit", people[0]["customer"], "--no-contact-ok")
    fewer = shopcard("lists", *words, "--json").json
    assert people[0]["customer"] not in {one["customer"] for one in fewer["customers"]}
    assert fewer["not_agreed"] == left_out + 1


@pytest.mark.parametrize("words", LISTS)
def test_a_csv_opens_as_it_was_meant(shopcard: Run, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "list.csv"
    said = shopcard("lists", *words, "-o", str(file), "--json")
    assert said.code == 0
    assert said.json["file"] == str(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        heads, *rows = list(csv.reader(opened))
    assert heads[:4] == ["Name", "Phone", "E-mail", "Card"]
    assert len(rows) == len(said.json["customers"]) > 0
    # Customer 0 agreed, came most often and then no more: on every list.
    assert HOSTILE in {one["name"] for one in said.json["customers"]}
    for row, one in zip(rows, said.json["customers"], strict=True):
        assert len(row) == len(heads)
        assert row[0] == ("'" if one["name"] == HOSTILE else "") + one["name"]
        assert row[1] == ("'" + one["phones"][0] if one["phones"] else "")
        assert row[2] == (one["email"] or "")
        assert row[3] == "'" + one["card"]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_csv_in_french_is_one_that_a_french_spreadsheet_reads(
    shopcard: Run, tmp_path: Path
) -> None:
    shopcard("--lang", "fr", "lists", "best", "-o", str(tmp_path / "b.csv"))
    with (tmp_path / "b.csv").open(encoding="utf-8-sig", newline="") as opened:
        heads, first, *_rest = list(csv.reader(opened, delimiter=";"))
    assert len(heads) == len(first) == 7
    assert "," in first[5]


def test_a_csv_is_never_written_over_another(shopcard: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mine")
    for more in ([], ["--json"]):
        refused = shopcard("lists", "best", "-o", str(file), *more)
        assert (refused.code, refused.out) == (1, "")
        assert "already" in refused.err
    assert file.read_text() == "mine"
    (tmp_path / "out").mkdir()
    assert shopcard("lists", "best", "-o", str(tmp_path / "out")).code == 0
    assert [made.name for made in (tmp_path / "out").iterdir()] == ["best.csv"]


def test_a_csv_comes_in_again_as_customers(shopcard: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    shopcard("lists", "best", "-o", str(file))
    again = shopcard("import", str(file), "--kind", "customers", "--dry-run", "--json")
    assert again.json["understood"]["columns"].keys() >= {"name", "phone", "email", "card"}


@pytest.mark.parametrize("words", LISTS)
def test_an_empty_list_is_no_fault(empty: Run, tmp_path: Path, words: list[str]) -> None:
    told = empty("lists", *words)
    assert (told.code, told.out) == (0, "")
    assert told.err == "There is nobody on this list.\n"
    assert empty("lists", *words, "--json").json == {
        "list": words[0], "customers": [], "not_agreed": 0
    }  # fmt: skip
    assert empty("lists", *words, "-o", str(tmp_path / "x.csv")).code == 0
    assert len((tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_lists_of_a_past_month_are_as_of_its_close(shopcard: Run) -> None:
    now = shopcard("lists", "slipping", "--json").json["customers"]
    then = shopcard("lists", "slipping", "--month", "2026-09", "--json").json["customers"]
    late = {one["customer"]: one["days_since"] for one in then}
    assert any(one["days_since"] - late.get(one["customer"], 0) == 13 for one in now)


# contacted


def test_who_was_contacted_is_noted(shopcard: Run) -> None:
    first = shopcard("lists", "slipping", "--json").json["customers"][0]
    assert first["contacted"] is None
    said = shopcard("contacted", first["card"])
    assert (said.code, said.err) == (0, "")
    assert said.out == f"Noted: {first['name']} was contacted today.\n"
    again = shopcard("lists", "slipping", "--json").json["customers"][0]
    assert (again["contacted"], again["returned"]) == ("2026-10-14", None)
    assert shopcard("contacted", first["customer"], "--json").json == {
        "customer": first["customer"], "name": first["name"], "contacted": "2026-10-14"
    }  # fmt: skip


@pytest.mark.parametrize(("words", "code"), [([], 2), (["nobody at all"], 1), (["Customer"], 1)])
def test_who_cannot_be_contacted(shopcard: Run, words: list[str], code: int) -> None:
    refused = shopcard("contacted", *words)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err


# Both languages, and processes of their own


def test_french_answers_hold_no_english(shopcard: Run, tmp_path: Path) -> None:
    shopcard("--lang", "fr", "report", "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    said = [
        shopcard("--lang", "fr", *words).out
        for words in (["summary"], ["summary", "--month", "2026-09"], ["lists", "slipping"],
                      ["lists", "best"], ["lists", "ready"], ["contacted", "000002"])
    ] + [re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", page)]  # fmt: skip
    language.speak("en")
    for text in said:
        for word in ("Retention", "retained", "so far", "Changes are", "Customers", "Best",
                     "Days since", "Usual gap", "about", "a month", "Visits", "Last", "Value",
                     "Good until", "Noted", "How", "the"):  # fmt: skip
            assert not re.search(rf"\b{word}\b", text), word


def test_summary_and_report_in_processes_of_their_own(
    process: Callable[..., Any], tmp_path: Path
) -> None:
    told = process("summary", "--month", "2026-09", "--json")
    assert (told.code, told.err) == (0, "")
    assert set(json.loads(told.out)) >= SUMMARY
    target = tmp_path / "r.html"
    made = process("report", "--month", "2026-09", "-o", str(target))
    assert (made.code, made.out, made.err) == (0, f"The report is written: {target}\n", "")
    assert target.read_bytes().startswith(b"<!doctype html>")


def test_what_is_worth_a_look_is_said_with_its_entries(shopcard: Run, tmp_path: Path) -> None:
    made = [
        shopcard("--staff", "Paul", "stamp", "000001", "--json").json["entry"]["id"]
        for _n in range(9)
    ]
    shopcard("settings", "set", "hours", "15:00-19:30")
    told = shopcard("summary", "--json").json
    card, *others = told["findings"]
    (outside,) = [one for one in others if one["staff"] == "Paul"]
    assert set(card) == {"staff", "customer", "kind", "sentence", "entries"}
    assert (card["staff"], card["kind"], card["entries"]) == ("Paul", "card", made[::-1])
    shown = shopcard("customer", "show", "000001", "--json").json
    assert card["customer"] == shown["customer"]["id"]
    assert card["sentence"].startswith("Card of Customer 01 Érable: stamped 9 times by Paul")
    assert (outside["staff"], outside["kind"], outside["customer"]) == (
        "Paul",
        "out_of_hours",
        None,
    )
    assert outside["sentence"] == "Paul: 9 acts outside 15:00–19:30."
    (paul,) = [one for one in told["by_staff"] if one["staff"] == "Paul"]
    assert (paul["purchases"], paul["out_of_hours"]) == (9, 9)
    said = shopcard("summary").out
    assert "Worth a look" in said
    assert "shopcard history --staff NAME --from 2026-10-01 --to 2026-10-31" in said
    assert all(len(line) <= 80 for line in said.split("Worth a look")[1].splitlines())
    page = tmp_path / "october.html"
    assert shopcard("report", "-o", str(page)).code == 0
    assert card["sentence"] in page.read_text(encoding="utf-8")
    refused = shopcard("settings", "set", "hours", "always")
    assert (refused.code, refused.out) == (1, "")
    assert "like 09:00-19:30" in refused.err
