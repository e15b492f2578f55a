"""The owner's month as a page: what stands in it, and what a browser makes of it."""

import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shopcard import language
from shopcard.files.report import report
from shopcard.files.report.chart import BAR_FOOT, BAR_TOP, LEFT, LINE_FOOT, LINE_TOP, RIGHT, chart
from shopcard.rules import metrics
from shopcard.rules.pro_rata import OpenCards
from shopcard.store.answers.month import LookAfter, Month, ToCome
from shopcard.words.figures import name_of, say_value
from shopcard.words.month import headlines
from tests.files.report_answers import (
    MONTH,
    after_of,
    best_of,
    cohorts_of,
    counts_of,
    figures_of,
    month_of,
)

NAMES = ["Marie Lefèvre", "Omar Mariani", "Zoé Petit", "李雷", "Ann O'Brien"]
HOSTILE = [
    "<script>document.title='owned'</script>", "Bob [/]", "{{7*7}}", "{% raw %}", "&lt;b&gt;",
    '"><img src=x onerror=alert(1)>', "{0.__class__} {name}",
]  # fmt: skip
VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "line", "circle", "polyline"}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak("en")


class Page(HTMLParser):
    """A page taken apart: its elements, their attributes, the text of each table's cells."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open[-1:]):
            self.rows[-1][-1] += data
        if "style" not in self.open and data.strip():
            self.texts.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def page_of(
    month: Month | None = None, names: list[str] = NAMES, *, shop: str = "Glacier du Port"
) -> str:
    return report.page(shop, month or month_of(), after_of(*names), best_of(*names))


def empty_month() -> Month:
    now = metrics.Counts(MONTH, MONTH.replace(day=12), 90, None)
    figures = replace(
        figures_of(now, now, complete=False),
        values=metrics.figures(now, (), None),
        changes={},
        compared=None,
        basis=now,
        five_points=metrics.five_points(now),
        few_come_again=False,
        pooled=(),
    )
    return Month(MONTH, "EUR", figures, (now,), (), (), ())


def test_every_figure_stands_in_the_page_with_its_value() -> None:
    month = month_of()
    rows = {row[0]: row for row in Page(page_of(month)).rows}
    present = {k: v for k, v in month.figures.values.items() if not isinstance(v, metrics.Why)}
    assert len(present) > 15
    for key, value in present.items():
        if key != "loyalty_pct":
            name = name_of(key, month.figures)
            assert rows[name][1] == say_value(key, value, "EUR")
            assert rows[name][3]


def test_figures_that_are_not_there_say_why() -> None:
    text = Page(page_of()).text
    for key in ("nps", "satisfaction_pct", "referrals"):
        assert name_of(key) in text


def test_the_headlines_and_their_changes() -> None:
    month = month_of()
    heads = headlines(month)
    assert [head.value for head in heads] == [
        say_value("retention_pct", month.figures.values["retention_pct"], "EUR"),
        say_value("repeat_purchase_pct", month.figures.values["repeat_purchase_pct"], "EUR"),
        str(month.counts.new),
        str(month.counts.active_end),
        "1,172",
        say_value("average_basket", month.figures.values["average_basket"], "EUR"),
    ]
    assert [head.way for head in heads] == [
        1,
        0,
        -1 if month.figures.changes["new"].by < 0 else 1,
        1,
        1,
        1,
    ]
    still = replace(month, figures=replace(month.figures, changes={}))
    assert {head.change for head in headlines(still)} == {""}
    text = Page(page_of(month)).text
    assert all(head.value in text and head.name in text for head in heads)


def test_cohorts_are_shares_of_their_size() -> None:
    rows = Page(page_of()).rows
    start = next(n for n, row in enumerate(rows) if row[0] == "First purchase")
    heads, first, *_rest, last = rows[start : start + 14]
    assert heads == ["First purchase", "Customers", *(f"+{n}" for n in range(1, 13))]
    cohort = cohorts_of(MONTH)[-13]
    assert first[:2] == ["October 2025", str(cohort.size)]
    assert first[2:] == [str(round(100 * n / cohort.size)) for n in cohort.active[1:]]
    assert last[:2] == ["October 2026", "40"]
    assert set(last[2:]) == {""}


def test_a_month_still_running_is_marked_and_its_cells_have_no_share() -> None:
    done, running = Page(page_of()), Page(page_of(month_of(complete=False)))
    assert "so far" not in done.text
    assert "so far, up to 12 Oct 2026" in running.text
    assert [row[-1] for row in running.rows if row[0] == "October 2025"] == ["…"]
    assert sum(cell == "…" for row in running.rows for cell in row) == 12
    assert not any(cell == "…" for row in done.rows for cell in row)
    assert sum(a.get("class") == "frame" for a in running.all("rect")) == 1
    assert "1 Oct to 12 Oct against 3 Sept to 14 Sept" in running.text
    assert "against September 2026" in done.text


def test_customers_stand_in_order_and_only_ten_of_them() -> None:
    names = [f"Customer {n:02}" for n in range(14)]
    page = Page(page_of(names=names))
    listed = [row[0] for row in page.rows if row[0].startswith("Customer ")]
    assert listed == names[:10] * 2
    assert "There are 14 in all." in page.text
    first = next(row for row in page.rows if row[0] == names[0])
    assert first == [names[0], "61", "11", "about 33 in 100 (25–42)", "≈ €8.03 a month"]


def test_where_little_is_known_no_share_is_made_up() -> None:
    (row,) = [row for row in Page(page_of(names=["Ann"])).rows if row[:2] == ["Ann", "61"]]
    assert row[3:] == ["not enough history yet", "≈ €24 a month"]


def test_without_amounts_visits_are_at_stake() -> None:
    after = after_of("Ann", "Bo")
    counted = [replace(c, in_money=False, usual_month=4.2) for c in after.customers]
    best = [replace(one, spend=None) for one in best_of("Ann", "Bo")]
    source = report.page("X", month_of(), replace(after, customers=tuple(counted)), best)
    rows = Page(source).rows
    assert "≈ 1.4 visits a month" in [row[4] for row in rows if row[:2] == ["Ann", "61"]]
    assert ["Ann", "90", ""] in rows


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name: str) -> None:
    month = month_of()
    rewards = (replace(month.rewards[0], reward=name, program=name),)
    source = page_of(replace(month, rewards=rewards), [name], shop=name)
    page = Page(source)
    assert [row[0] for row in page.rows if row[0] == name] == [name] * 3
    assert page.texts[0] == f"{name} · October 2026"
    tame = Page(page_of(replace(month, rewards=month.rewards[:1]), ["Ann"]))
    assert [tag for tag, _attrs in page.tags] == [tag for tag, _attrs in tame.tags]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_page_stands_alone(code: str) -> None:
    language.speak(code)
    source = page_of(names=NAMES + HOSTILE)
    page = Page(source)
    assert page.all("html") == [{"lang": code}]
    assert not re.search(r"https?://|//[a-z]", source)
    assert {tag for tag, _attrs in page.tags} & {
        "script",
        "img",
        "iframe",
        "object",
        "base",
    } == set()
    for _tag, attrs in page.tags:
        assert not any(
            name.startswith("on") or name in {"src", "srcset", "action"} for name in attrs
        )
        assert attrs.get("href", "data:,") == "data:,"
    assert re.findall(r"url\(([^)]*)\)", source)
    assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", source))
    assert "@import" not in source
    assert "@font-face" not in source


def test_the_page_can_be_read_without_seeing_it() -> None:
    page = Page(page_of(month_of(complete=False)))
    assert all(attrs.get("scope") in {"col", "row"} for attrs in page.all("th"))
    (picture,) = [attrs for attrs in page.all("svg") if attrs.get("role") == "img"]
    ids = {attrs["id"] for _tag, attrs in page.tags if "id" in attrs}
    assert set((picture["aria-labelledby"] or "").split()) <= ids
    assert "Oct 25: 308 active, of whom" in page.text
    # What is retained, came back or is new differs by pattern too, and the legend repeats it.
    used = [a["fill"] for a in page.all("rect") if (a.get("fill") or "").startswith("url(")]
    assert set(used) == {"url(#retained)", "url(#reactivated)", "url(#new)"}
    assert {"retained", "reactivated", "new"} <= ids
    assert all(len(page.all(tag)) == 1 for tag in ("h1", "main", "header", "footer"))


def test_a_page_speaks_one_language() -> None:
    month = month_of(complete=False)
    english = set(Page(page_of(month)).texts)
    language.speak("fr")
    french = set(Page(page_of(month)).texts)
    same = {text for text in english & french if re.search(r"[^\W\d_]{3}", text)}
    assert same <= {"Glacier du Port", *NAMES, "Ice-cream cone", "Free cone", "Tea room", "Cookie",
                    "Programme", "Camille", "Noé"}  # fmt: skip


def test_an_empty_shop_has_a_page() -> None:
    page = Page(report.page("New", empty_month(), LookAfter(MONTH, None, ()), ()))
    text = page.text
    assert "October 2026" in text
    assert "—" in text
    assert "nan" not in text.lower()
    assert page.all("svg")
    assert "Best customers" not in text


def test_few_who_come_again_are_a_warning() -> None:
    month = month_of()
    few = replace(month.counts, came_again=30)
    told = replace(month.figures, few_come_again=metrics.few_come_again(few), basis=few)
    assert "of 351 active 90 days before" in Page(page_of(replace(month, figures=told))).text
    assert "Few customers" not in Page(page_of(month)).text


def test_five_points_are_shown_with_their_formula() -> None:
    month = month_of()
    basis = month.figures.basis
    text = Page(page_of(month)).text
    worth = 5 / 100 * basis.active_start * basis.revenue / basis.active_end / 100
    assert f"about €{worth:.0f} a month." in text
    assert f"5% × {basis.active_start} active at the start" in text


# The picture


def test_bars_are_as_high_as_what_they_count() -> None:
    history = month_of().history
    drawn = chart(history, complete=True)
    top = drawn.bar_ticks[-1]
    assert top.value >= max(counts.active_end for counts in history)
    assert top.y == BAR_TOP
    unit = (BAR_FOOT - BAR_TOP) / top.value
    for counts, column in zip(history, drawn.columns, strict=True):
        heights = {piece.kind: piece.height for piece in column.pieces}
        for kind, height in heights.items():
            assert height == pytest.approx(getattr(counts, kind) * unit, abs=0.11)
        assert column.pieces[0].y + column.pieces[0].height == pytest.approx(BAR_FOOT, abs=0.11)
        assert column.top == pytest.approx(BAR_FOOT - counts.active_end * unit, abs=0.11)
        assert LEFT < column.x - drawn.bar_width / 2 < column.x + drawn.bar_width / 2 < RIGHT
        assert column.point is not None
        assert LINE_TOP <= column.point <= LINE_FOOT
    assert len(drawn.strokes) == 1


def test_months_not_judged_leave_a_gap_in_the_line() -> None:
    young = [replace(counts, opened=counts.first) for counts in month_of().history[:3]]
    drawn = chart([*young, *month_of().history[3:]], complete=False)
    assert [column.point is None for column in drawn.columns] == [True] * 3 + [False] * 10
    assert drawn.strokes[0].count(",") == 10
    assert [column.so_far for column in drawn.columns] == [False] * 12 + [True]


@pytest.mark.parametrize("most", [0, 1, 2, 9, 10, 99, 412, 1001, 123_456])
def test_the_axis_ends_a_little_above_the_highest_bar(most: int) -> None:
    counts = replace(counts_of(MONTH), active_end=most, retained=most, reactivated=0, new=0)
    ticks = [tick.value for tick in chart([counts], complete=True).bar_ticks]
    assert ticks[0] == 0
    assert 2 * ticks[1] == ticks[2]
    assert most <= ticks[2] <= max(2, most * 1.25 + 1)


# In a browser

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
     if (found := shutil.which(name))),
    None,
)  # fmt: skip
LANGUAGES = ["fr", pytest.param("en", marks=pytest.mark.long)]
"""French words are the longer ones, with the rarer letters."""
browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


def chromium(*words: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    assert CHROMIUM is not None
    return subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--enable-logging=stderr", "--v=0", f"--user-data-dir={home}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *words,
        ],
        capture_output=True, check=True, timeout=90,
    )  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A folder on a port of this machine, and which paths were asked for."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_given: object) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Handler, directory=str(folder))
    )
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def console(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]


@browser
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_browser_shows_it_without_a_fault_and_asks_for_nothing_else(
    code: str, tmp_path: Path
) -> None:
    language.speak(code)
    names = [*NAMES, *HOSTILE]
    (tmp_path / "page.html").write_text(page_of(names=names), encoding="utf-8")
    with served(tmp_path) as (address, asked):
        done = chromium("--dump-dom", f"{address}/page.html", home=tmp_path / "home")
    shown = done.stdout.decode()
    assert console(done) == []
    assert asked == ["/page.html"]
    title = re.search(r"<title>(.*?)</title>", shown)
    assert title is not None
    assert title[1].startswith("Glacier du Port · ")
    assert shown.count("<svg") == 5
    assert "49" not in re.findall(r'<th scope="row">(\d+)</th>', shown)


@browser
def test_a_page_that_asked_for_more_would_be_noticed(tmp_path: Path) -> None:
    more = page_of().replace(
        "</main>", '<img src="more.png"><img src="http://example.invalid/x.png"></main>'
    )
    (tmp_path / "page.html").write_text(more, encoding="utf-8")
    with served(tmp_path) as (address, asked):
        done = chromium("--dump-dom", f"{address}/page.html", home=tmp_path / "home")
    # The page's own policy keeps it from being fetched, and says so.
    assert asked == ["/page.html"]
    assert len(console(done)) == 2


@browser
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(month_of, id="full"),
        pytest.param(empty_month, id="empty", marks=pytest.mark.long),
    ],
)
def test_a_report_prints_to_one_or_two_pages(
    code: str, make: Callable[[], Month], tmp_path: Path
) -> None:
    language.speak(code)
    names = [f"Marie-Antoinette Lefèvre-Dupont {n}" for n in range(12)]
    full = make is month_of
    source = page_of(make(), names if full else [])
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    printed = tmp_path / "page.pdf"
    chromium(
        "--no-pdf-header-footer", f"--print-to-pdf={printed}",
        (tmp_path / "page.html").as_uri(), home=tmp_path / "home",
    )  # fmt: skip
    pdf = printed.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == (2 if full else 1)
    # A4, in points.
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", pdf)


def test_case_59_cards_in_progress_stand_beneath_the_rewards() -> None:
    cards = OpenCards(12, Fraction(4567, 10), 3)
    text = Page(report.page("Glacier", month_of(), after_of(), best_of(), open_cards=cards)).text
    assert "12 cards in progress: expected cost €4.57" in text
    assert "On 3 of them what a reward costs is not said." in text
    alone = replace(month_of(), rewards=())
    text = Page(report.page("Glacier", alone, after_of(), best_of(), open_cards=cards)).text
    assert "12 cards in progress" in text
    assert "in progress" not in Page(page_of()).text
    nothing = report.page("Glacier", month_of(), after_of(), best_of(), open_cards=OpenCards())
    assert "in progress" not in Page(nothing).text


def test_case_84_acts_dated_tomorrow_stand_as_a_warning() -> None:
    later = replace(month_of(), to_come=ToCome(2, date(2026, 11, 25)))
    assert "2 actions are dated up to 25 Nov 2026" in Page(page_of(later)).text
