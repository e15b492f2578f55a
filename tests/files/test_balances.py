"""What cards showed on paper or in another system, into the shop."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcard.errors import NotFound, Refused, ShopcardError, WrongUsage
from shopcard.files.imports.import_file import bring_in
from shopcard.files.imports.row_base import SetAside
from shopcard.rules.card import Card, Kind
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastBalance
from shopcard.store.shop.shop import Shop
from tests.files.tables import table, workbook
from tests.new_shops import new_shop

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten in the morning in Paris."""
TODAY = date(2026, 11, 24)

PAPER = (
    "Nom;Téléphone;Carte;Tampons;Dernière visite\n"
    "Marie Lefèvre;06 12 34 56 78;0042;7;24/10/2026\n"
    "Omar Mariani;06 12 34 56 79;;12;\n"
    "Zoé [/b];;0043;0;13/11/2026\n"
)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def make_shop(folder: Path, **terms) -> Shop:
    """A shop with two programmes, the first under these terms."""
    cone = make_terms([(None, "Free cone")], stamps=10, **terms)
    wash = make_terms([(None, "Free wash")], stamps=6)
    programs = [("Cone", cone), ("Car wash", wash)]
    return new_shop(folder / "shop.db", Settings("Glacier"), programs, clock=Clock())


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make_shop(folder).close()
    return folder / "shop.db"


@pytest.fixture
def shop(tmp_path, shop_file) -> Iterator[Shop]:
    """Whatever a test brings, the shop is whole after it."""
    shutil.copy(shop_file, tmp_path / "shop.db")
    with Shop.open(tmp_path / "shop.db", clock=Clock()) as opened:
        yield opened
        assert opened.check().problems == ()


def brought(folder: Path, *rows: str, titles: str = "name,phone,card,stamps,last visit") -> Path:
    return table(folder, "\n".join([titles, *rows]) + "\n", name="paper.csv")


def card(shop: Shop, who: str, program: str = "Cone") -> Card:
    opened = shop.counter.open_card(shop.customers.resolve(who))
    return next(view.card for view in opened.cards if view.program.name == program)


def wrong(report) -> list[tuple[int, str, str]]:
    return [(bad.row, bad.column, bad.value) for bad in report.rejected]


# What comes in


def test_cards_go_on_where_they_were(tmp_path, shop):
    announced = bring_in(shop, table(tmp_path, PAPER), dry_run=True)
    assert shop.counts()["customer"] == 0
    report = bring_in(shop, table(tmp_path, PAPER))
    assert report.to_dict() == announced.to_dict()
    assert report.understood == announced.understood
    assert (report.kind, report.rows, report.rejected, report.set_aside) == ("balances", 3, (), ())
    assert report.to_dict()["added"] == {"customers": 3, "purchases": 0, "balances": 3}
    assert report.understood.columns == {
        "name": "Nom", "phone": "Téléphone", "card": "Carte", "stamps": "Tampons",
        "last_visit": "Dernière visite",
    }  # fmt: skip
    assert [card(shop, who).stamps for who in ("0042", "06 12 34 56 79", "0043")] == [7, 2, 0]
    assert [reward.name for reward in card(shop, "Omar Mariani").ready] == ["Free cone"]
    assert shop.customers.get(shop.customers.resolve("0043")).name == "Zoé [/b]"


def test_a_balance_is_neither_a_purchase_nor_a_visit(tmp_path, shop):
    bring_in(shop, table(tmp_path, PAPER))
    told = {act.name: act for act in shop.counter.history()}
    assert {act.kind for act in told.values()} == {Kind.OPENING}
    assert [told[name].business_day for name in ("Marie Lefèvre", "Omar Mariani", "Zoé [/b]")] == [
        date(2026, 10, 24), TODAY, date(2026, 11, 13)
    ]  # fmt: skip
    assert told["Marie Lefèvre"].at == datetime(2026, 10, 24, 10, tzinfo=UTC)
    marie = shop.customers.get(shop.customers.resolve("0042"))
    assert (marie.visits, marie.last_visit, marie.joined) == (0, None, date(2026, 10, 24))
    assert shop.counts()["customer_month"] == 0
    assert (shop.counter.today().purchases, shop.counter.today().revenue) == (0, 0)


def test_who_brought_a_balance_is_never_new(tmp_path, shop):
    bring_in(shop, brought(tmp_path, "Marie,,0042,7,2026-10-24"))
    shop.counter.stamp(shop.customers.resolve("0042"), at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    stranger = shop.customers.add(CustomerDraft("Bob")).customer
    shop.counter.stamp(stranger.id, at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    assert shop.month.figures(date(2026, 11, 1)).counts.new == 1
    assert shop.customers.get(shop.customers.resolve("0042")).visits == 1


def test_a_past_purchase_makes_nobody_new_once_a_balance_is_known(tmp_path, shop):
    """The figures of the month of that purchase were kept before the balance came."""
    bring_in(shop, table(tmp_path, "card,date,amount\n0042,2026-06-02,3.00\n"))
    assert shop.month.figures(date(2026, 6, 1)).counts.new == 1
    bring_in(shop, brought(tmp_path, "Marie,,0042,7,2026-10-24"))
    assert shop.month.figures(date(2026, 6, 1)).counts.new == 0


def test_stamps_go_to_the_programme_named(tmp_path, shop):
    path = brought(tmp_path, "Marie,0042,7,3", "Omar,0043,0,6", titles="name,card,stamps,washes")
    assert bring_in(shop, path).added_balances == 2
    report = bring_in(shop, path, mapping={"stamps": "washes"}, program="CAR WASH")
    assert (report.added_customers, report.added_balances) == (0, 2)
    assert any("“Car wash”: a card of 6 stamps" in note for note in report.understood.notes)
    assert [card(shop, "0042", name).stamps for name in ("Cone", "Car wash")] == [7, 3]
    assert len(card(shop, "0043", "Car wash").ready) == 1
    again = bring_in(shop, path, mapping={"stamps": "washes"}, program="Car wash")
    assert (again.added_balances, again.already_there) == (0, 2)


def test_a_programme_that_cannot_take_them_is_refused(tmp_path, shop):
    path = table(tmp_path, PAPER)
    with pytest.raises(NotFound, match="Tea"):
        bring_in(shop, path, program="Tea")
    shop.programs.close(shop.programs.named("Car wash").id)
    with pytest.raises(Refused, match="closed"):
        bring_in(shop, path, program="Car wash")
    shop.programs.close(shop.programs.named("Cone").id)
    with pytest.raises(NotFound, match="no open programme"):
        bring_in(shop, path)
    assert shop.counts()["customer"] == 0


def test_a_programme_is_for_balances_only(tmp_path, shop):
    path = table(tmp_path, "card,date,amount\nA1,2026-01-02,3.00\n")
    with pytest.raises(WrongUsage, match="purchases"):
        bring_in(shop, path, program="Cone")


def test_more_than_a_card_holds_earns_rewards_and_the_dry_run_says_so(tmp_path, shop):
    path = brought(tmp_path, "Marie,,0042,1000,", "Omar,,0043,10,", "Zoé,,0044,9,")
    report = bring_in(shop, path, dry_run=True)
    assert "101 rewards are earned at once: cards are full." in report.understood.notes
    bring_in(shop, path)
    assert [len(card(shop, who).ready) for who in ("0042", "0043", "0044")] == [100, 1, 0]
    assert [card(shop, who).stamps for who in ("0042", "0043", "0044")] == [0, 0, 9]


def test_caps_do_not_apply(tmp_path):
    with make_shop(tmp_path, per_day=1, most=2, pause=60) as shop:
        bring_in(shop, brought(tmp_path, "Marie,,0042,8,"))
        shop.counter.stamp(
            shop.customers.resolve("0042"), program=shop.programs.named("Car wash").id
        )
        assert card(shop, "0042").stamps == 8


def test_stamps_expire_from_the_last_visit_and_it_is_said(tmp_path):
    rows = ("Marie,,0042,7,2025-11-23", "Omar,,0043,7,2025-11-24", "Zoé,,0044,12,2025-01-01")
    with make_shop(tmp_path, stamps_expire=12, reward_expires=90) as shop:
        report = bring_in(shop, brought(tmp_path, *rows), dry_run=True)
        assert report.understood.notes[1:] == (
            "1 reward is earned at once: a card is full.",
            "1 of these rewards is past its last day already.",
            "2 balances are too old: their stamps have expired already and do not show.",
        )
        bring_in(shop, brought(tmp_path, *rows))
        assert [card(shop, who).stamps for who in ("0042", "0043", "0044")] == [0, 7, 0]
        assert card(shop, "0044").ready == ()
        assert shop.check().ok


def test_what_was_stamped_here_before_counts_along(tmp_path):
    with make_shop(tmp_path, stamps_expire=12) as shop:
        marie = shop.customers.add(CustomerDraft("Marie", card="0042")).customer
        shop.counter.stamp(marie.id, stamps=4)
        report = bring_in(shop, brought(tmp_path, "Marie,,0042,7,2020-01-01"))
        assert "1 reward is earned at once: a card is full." in report.understood.notes
        assert not any("too old" in note for note in report.understood.notes)
        assert (card(shop, "0042").stamps, len(card(shop, "0042").ready)) == (1, 1)
        assert shop.check().ok


def test_all_that_a_row_says_of_somebody_new_is_kept(tmp_path, shop):
    titles = "card;first name;surname;e-mail;birthday;note;contact;stamps"
    row = "0042;Marie;Lefèvre;m@example.com;24/12/1980;No nuts;yes;7"
    bring_in(shop, brought(tmp_path, row, titles=titles))
    marie = shop.customers.get(shop.customers.resolve("0042"))
    assert (marie.name, marie.email, marie.birthday) == (
        "Marie Lefèvre", "m@example.com", "1980-12-24"
    )  # fmt: skip
    assert (marie.note, marie.contact_ok) == ("No nuts", True)


def test_a_workbook_comes_in_like_any_table(tmp_path, shop):
    path = workbook(
        tmp_path,
        [["Carte", "Tampons", "Dernière visite"], ["0042", 7.0, date(2026, 10, 24)],
         ["0043", 3, None], ["0044", 7.5, None]],
    )  # fmt: skip
    report = bring_in(shop, path, skip_rejected=True)
    assert (report.added_customers, wrong(report)) == (2, [(4, "Tampons", "7.5")])
    assert (card(shop, "0042").stamps, card(shop, "0043").stamps) == (7, 3)
    assert shop.customers.get(shop.customers.resolve("0042")).name == "Customer 0042"


def test_progress_is_told_to_the_end(tmp_path, shop):
    heard = []
    bring_in(shop, table(tmp_path, PAPER), progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (3, 3)


# Which file is one of balances


@pytest.mark.parametrize(
    "titles",
    ["name,phone,card,stamps,last visit", "Client,Tél.,N° carte,Nb tampons,Date dernière visite",
     "card,x,y,stamps (of 10),z", "nom,x,mobile,solde tampons,dernier achat",
     "name,date,phone,stamps,x"],
)  # fmt: skip
def test_its_titles_tell_a_file_of_balances(tmp_path, shop, titles):
    report = bring_in(shop, brought(tmp_path, "42,,0612345678,7,", titles=titles), dry_run=True)
    assert (report.kind, report.added_balances) == ("balances", 1)


@pytest.mark.parametrize(
    ("titles", "kind"),
    [("customer,date,amount,stamps", "purchases"), ("name,phone,balance,x", "customers")],
)  # fmt: skip
def test_a_column_of_stamps_alone_does_not(tmp_path, shop, titles, kind):
    row = "Marie,2026-01-02,3.00,1" if kind == "purchases" else "Marie,0612345678,3,x"
    assert bring_in(shop, brought(tmp_path, row, titles=titles), dry_run=True).kind == kind


def test_columns_may_be_named(tmp_path, shop):
    path = brought(tmp_path, "Marie,7,03/04/2026", titles="a,b,c")
    with pytest.raises(Refused, match="--map stamps"):
        bring_in(shop, path, kind="balances")
    how = {"name": "a", "stamps": "2", "last_visit": "c"}
    bring_in(shop, path, mapping={**how, "date_form": "MDY"})
    assert shop.counter.history()[0].business_day == date(2026, 3, 4)


# Whose it is


def test_a_balance_goes_to_whoever_holds_the_card(tmp_path, shop):
    marie = shop.customers.add(CustomerDraft("Marie Lefèvre", card="0042")).customer
    report = bring_in(shop, brought(tmp_path, "marie lefevre,,0042,7,", "Bob,,0043,1,"))
    assert (report.added_customers, report.added_balances) == (1, 2)
    assert len(report.understood.notes) == 1
    assert card(shop, marie.id).stamps == 7


def test_another_name_on_the_card_is_pointed_out(tmp_path, shop):
    shop.customers.add(CustomerDraft("Marie", card="0042"))
    path = brought(tmp_path, "Bob,,0042,7,", ",,0042,7,")
    assert bring_in(shop, path, dry_run=True).rejected[0].column == "card"
    report = bring_in(shop, brought(tmp_path, "Bob,,0042,7,"))
    assert "The card belongs to someone of another name here. (row 2)" in report.understood.notes
    assert shop.customers.get(shop.customers.resolve("0042")).name == "Marie"


def test_a_code_for_a_name_is_no_other_name(tmp_path, shop):
    bring_in(shop, table(tmp_path, "card,date,amount\n0042,2026-06-02,3.00\n"))
    shop.customers.add(CustomerDraft("Anne", card="0043"))
    report = bring_in(shop, brought(tmp_path, "Marie,,0042,7,", ",,0043,3,"))
    assert (report.added_balances, len(report.understood.notes)) == (2, 1)


def test_a_number_made_up_is_none_of_the_file(tmp_path, shop, monkeypatch):
    numbers = iter(["0042", "42077310"])
    monkeypatch.setattr(
        "shopcard.store.imports.purchases.make_card_number", lambda _: next(numbers)
    )
    bring_in(shop, brought(tmp_path, "Anne,,,3,", "Marie,,0042,7,"))
    assert shop.customers.get(shop.customers.resolve("Anne")).card == "42077310"
    assert card(shop, "0042").stamps == 7


def test_else_to_whoever_has_the_phone_and_the_name(tmp_path, shop):
    marie = shop.customers.add(CustomerDraft("Élodie", phone="06 12 34 56 78")).customer
    report = bring_in(shop, brought(tmp_path, "ELODIE,0033612345678,0042,7,", "Bob,0612345678,,3,"))
    assert (report.added_customers, report.added_balances) == (1, 2)
    assert card(shop, marie.id).stamps == 7
    assert shop.customers.get(marie.id).card == marie.card
    assert report.understood.notes[1:] == (
        "Found by name and phone: the card they have here stays theirs. (row 2)",
        "Added, though someone with another name has the same phone. (row 3)",
    )


def test_a_name_alone_is_nobody_known(tmp_path, shop):
    shop.customers.add(CustomerDraft("Marie"))
    report = bring_in(shop, brought(tmp_path, "Marie,,,7,", "Marie,,,8,"))
    assert (report.added_customers, report.added_balances) == (2, 2)


def test_two_people_with_one_name_and_phone_cannot_be_told_apart(tmp_path, shop):
    for _n in range(2):
        shop.customers.add(CustomerDraft("Marie", phone="06 12 34 56 78"))
    report = bring_in(shop, brought(tmp_path, "Marie,0612345678,,7,"))
    assert wrong(report) == [(2, "name", "Marie")]
    assert "card number" in report.rejected[0].why


def test_a_replaced_card_takes_nothing(tmp_path, shop):
    marie = shop.customers.add(CustomerDraft("Marie", card="0042")).customer
    shop.customers.give_card(marie.id)
    report = bring_in(shop, brought(tmp_path, "Marie,,0042,7,"))
    assert wrong(report) == [(2, "card", "0042")]
    assert "replaced" in report.rejected[0].why


# Onto a card that has stamps


def on_card_of_four(shop):
    marie = shop.customers.add(CustomerDraft("Marie", card="0042")).customer
    shop.counter.stamp(marie.id, stamps=4)
    return marie.id


@pytest.mark.parametrize(("on_card", "then", "ready"), [("add", 11, 1), ("set", 7, 0)])
def test_case_53_what_was_there_and_what_comes_is_said_and_chosen(
    tmp_path, shop, on_card, then, ready
):
    marie = on_card_of_four(shop)
    path = brought(tmp_path, "Marie,,0042,7,2026-10-24", "Omar,,0043,3,")
    announced = bring_in(shop, path, on_card=on_card, dry_run=True)
    told = {"row": 2, "customer": marie, "name": "Marie", "there": 4, "comes": 7, "then": then}
    assert announced.more()["on_cards"] == [told]
    assert card(shop, "0042").stamps == 4
    assert bring_in(shop, path, on_card=on_card).on_cards == announced.on_cards
    assert (card(shop, "0042").stamps, len(card(shop, "0042").ready)) == (then % 10, ready)
    assert card(shop, "0043").stamps == 3
    again = bring_in(shop, path, on_card=on_card)
    assert (again.already_there, again.added_balances) == (2, 0)
    assert card(shop, "0042").stamps == then % 10


def test_case_53_a_card_that_was_set_can_be_brought_back_step_by_step(tmp_path, shop):
    marie = on_card_of_four(shop)
    bring_in(shop, brought(tmp_path, "Marie,,0042,7,"), on_card="set")
    assert {act.reason for act in shop.counter.history()} >= {
        "The balance brought in takes its place."
    }
    shop.counter.undo(customer_id=marie)
    assert card(shop, "0042").stamps == 0
    shop.counter.undo(customer_id=marie)
    assert card(shop, "0042").stamps == 4


def test_case_76_an_empty_cell_sets_no_card(tmp_path, shop):
    on_card_of_four(shop)
    report = bring_in(shop, brought(tmp_path, "Marie,,0042,,", "Omar,,0043,,"), on_card="set")
    assert (report.rejected, report.on_cards, report.added_customers) == ((), (), 1)
    assert (card(shop, "0042").stamps, card(shop, "0043").stamps) == (4, 0)


def test_a_choice_that_is_none_is_wrong_usage(tmp_path, shop):
    with pytest.raises(WrongUsage, match="add, set"):
        bring_in(shop, table(tmp_path, PAPER), on_card="both")


# The same balances again


def test_the_same_file_again_adds_nothing(tmp_path, shop):
    bring_in(shop, table(tmp_path, PAPER))
    before = shop.counter.history()
    longer = table(tmp_path, PAPER + "Anne;;0045;3;\n")
    report = bring_in(shop, longer)
    assert (report.already_there, report.added_balances, report.added_customers) == (3, 1, 1)
    assert shop.counter.history()[1:] == before


def test_another_figure_for_a_balance_already_there_is_rejected_with_both(tmp_path, shop):
    bring_in(shop, table(tmp_path, PAPER))
    shop.counter.stamp(shop.customers.resolve("0042"))
    text = "name,card,stamps\nMarie Lefèvre,0042,9\nZoé,0043,0\nAnne,0045,3\n"
    report = bring_in(shop, table(tmp_path, text))
    assert (wrong(report), report.written) == ([(2, "stamps", "9")], False)
    assert "7 stamps already; this row says 9" in report.rejected[0].why
    assert shop.counts()["customer"] == 3
    rest = bring_in(shop, table(tmp_path, text), skip_rejected=True)
    assert (rest.already_there, rest.added_balances) == (1, 1)
    assert card(shop, "0042").stamps == 8


def test_another_column_of_the_same_file_is_another_figure(tmp_path, shop):
    path = brought(tmp_path, "Marie,0042,7,3", titles="name,card,stamps,washes")
    bring_in(shop, path)
    report = bring_in(shop, path, mapping={"stamps": "washes"})
    assert wrong(report) == [(2, "washes", "3")]


def test_an_undone_balance_stays_undone_and_may_be_corrected(tmp_path, shop):
    bring_in(shop, brought(tmp_path, "Marie,,0042,7,"))
    shop.counter.undo(customer_id=shop.customers.resolve("0042"))
    again = bring_in(shop, brought(tmp_path, "Marie,,0042,7,"))
    assert (again.already_there, again.added_balances) == (1, 0)
    assert card(shop, "0042").stamps == 0
    assert bring_in(shop, brought(tmp_path, "Marie,,0042,9,")).added_balances == 1
    assert card(shop, "0042").stamps == 9


def test_a_row_that_was_there_under_another_form_is_remembered_too(tmp_path, shop):
    bring_in(shop, table(tmp_path, PAPER))
    bring_in(shop, brought(tmp_path, "Marie,,0042,7,"))
    shop.customers.give_card(shop.customers.resolve("0042"))
    assert bring_in(shop, brought(tmp_path, "Marie,,0042,7,")).already_there == 1


def test_nothing_changes_between_the_look_and_the_writing(tmp_path, shop):
    """Another till may have brought another figure meanwhile: all or nothing."""
    program = shop.programs.named("Cone").id
    first = PastBalance("a", CustomerDraft("Marie", card="0042"), NOW, 7)
    other = PastBalance("b", CustomerDraft("Marie", card="0042"), NOW, 9)
    new = PastBalance("c", CustomerDraft("Anne", card="0045"), NOW, 3)
    shop.imports.balances(program, [first])
    with pytest.raises(Refused, match="7 stamps already; this row says 9"):
        shop.imports.balances(program, [new, other])
    assert shop.counts()["customer"] == 1


@pytest.mark.parametrize("known", [True, False])
def test_nobody_brings_two_balances_at_once(shop, known):
    if known:
        shop.customers.add(CustomerDraft("Marie", card="0042"))
    twice = [PastBalance(key, CustomerDraft("Marie", card="0042"), NOW, 7) for key in "ab"]
    with pytest.raises(Refused, match="same customer"):
        shop.imports.balances(shop.programs.named("Cone").id, twice)
    assert shop.counts()["entry"] == 0


# Within one file


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("Marie,,0042,7,", "MARIE ,,0042,7,"), "The same as row 2."),
        (("Marie,,0042,7,", "Marie,,0042,7,2026-01-02"), "The same customer as row 2."),
        (("Marie,0612345678,0042,7,", "marie,06 12 34 56 78,,7,"), "The same customer as row 2."),
    ],
)
def test_the_same_customer_twice_counts_once(tmp_path, shop, rows, why):
    report = bring_in(shop, brought(tmp_path, *rows))
    assert (report.set_aside, report.added_balances) == ((SetAside(3, why),), 1)
    assert card(shop, "0042").stamps == 7


@pytest.mark.parametrize(
    ("rows", "column", "why"),
    [
        (("Marie,,0042,7,", "Marie,,0042,9,"), "stamps",
         "Row 3 gives the same customer 9 stamps, this row 7."),
        (("Marie,0612345678,,7,", "Marie,0612345678,0042,9,"), "stamps",
         "Row 3 gives the same customer 9 stamps, this row 7."),
        (("Marie,,0042,7,", "Omar,,0042,7,"), "card", "Row 3 has the same card number."),
        (("Marie,0612345678,0042,7,", "Marie,0612345678,0043,7,"), "card",
         "Row 3 is the same customer with another card: put both into one row."),
    ],
)  # fmt: skip
def test_where_two_rows_differ_neither_is_taken(tmp_path, shop, rows, column, why):
    path = brought(tmp_path, *rows, "Anne,,0045,3,")
    report = bring_in(shop, path)
    assert [(bad.row, bad.column) for bad in report.rejected] == [(2, column), (3, column)]
    assert report.rejected[0].why == why
    assert shop.counts()["entry"] == 0
    assert bring_in(shop, path, skip_rejected=True).added_balances == 1
    assert [act.name for act in shop.counter.history()] == ["Anne"]


def test_one_customer_by_card_and_by_phone_is_one(tmp_path, shop):
    shop.customers.add(CustomerDraft("Marie", phone="0612345678", card="0042"))
    rows = ("Marie,,0042,7,", "Marie,0612345678,,{},")
    same = bring_in(shop, brought(tmp_path, rows[0], rows[1].format(7)), dry_run=True)
    assert (same.added_balances, len(same.set_aside)) == (1, 1)
    differ = bring_in(shop, brought(tmp_path, rows[0], rows[1].format(8)))
    assert wrong(differ) == [(2, "stamps", "7"), (3, "stamps", "8")]


# Cells


def test_stamps_that_are_sure(tmp_path, shop):
    sure = {
        "7": 7, "0": 0, "007": 7, "1000": 1000, "7.0": 7, '"7,0"': 7, "7.00": 7, "7/10": 7,
        "7 / 10": 7, "7 sur 10": 7, "7 of 10 stamps": 7, "7\u00a0tampons": 7, "1 Stamp": 1,
        "0/10": 0, "10/10": 10,
    }  # fmt: skip
    rows = [f"Name,,C{n},{cell}," for n, cell in enumerate(sure)]
    assert bring_in(shop, brought(tmp_path, *rows)).rejected == ()
    assert [act.stamps for act in reversed(shop.counter.history())] == list(sure.values())


def test_stamps_that_are_not_are_rejected_by_cell(tmp_path, shop):
    cells = [
        "-1", "−1", "7.5", "1001", "7.000", "1 000", "7/12", "12/10", "7/10/2026", "7/0",
        "2026-10-07", "seven", "7 points", "7 €", "x7", "=7", "1e3", "٧", "7²", "9" * 5000, "[/b]",
        "7/", "/10", "7 7", "NaN", "\x1b[2J", "\u202e7", "7 stamps!", "0" * 5000 + "7",
    ]  # fmt: skip
    rows = [f"Marie,,C{n},{cell}," for n, cell in enumerate(cells)]
    report = bring_in(shop, brought(tmp_path, *rows, "Anne,,0045,3,"))
    assert [bad.row for bad in report.rejected] == [*range(2, 2 + len(cells))]
    assert {bad.column for bad in report.rejected} == {"stamps"}
    assert all(bad.why.endswith(".") for bad in report.rejected)
    assert not any(c in bad.value for bad in report.rejected for c in "\x1b\u202e")
    assert (report.written, shop.counts()["customer"]) == (False, 0)


def test_a_card_of_another_size_is_named(tmp_path, shop):
    (bad,) = bring_in(shop, brought(tmp_path, "Marie,,0042,7/12,")).rejected
    assert bad.value == "7/12"
    assert "“Cone” takes 10 stamps, not 12" in bad.why


def test_a_row_that_cannot_be_is_rejected_by_cell(tmp_path, shop):
    bad = {
        ",0612345678,,7,": "name",
        "Marie,12,,7,": "phone",
        "Marie,,42é,7,": "card",
        "Marie,,,7,2026-11-25": "last visit",
        "Marie,,,7,2026-11-24 11:00": "last visit",
        "Marie,,,7,never": "last visit",
        "Marie,,,7,1899-12-30": "last visit",
        "Marie,,,7,2026-02-30": "last visit",
    }
    path = brought(tmp_path, *bad, "Anne,,0045,3,2026-11-24")
    report = bring_in(shop, path)
    assert [(r.row, r.column) for r in report.rejected] == [*enumerate(bad.values(), 2)]
    assert shop.counts()["customer"] == 0
    assert bring_in(shop, path, skip_rejected=True).added_balances == 1
    assert card(shop, "0045").stamps == 3


CELLS = st.sampled_from(
    ["", "0042", "0043", "7", "7/10", "11", "-2", "06 12 34 56 78", "0612345679", "Marie", "Omar",
     "2026-01-02", "2027-01-02", "[/b]", "\x1b[2J", "\u202e", "é" * 200, str(2**63), "\ud7ff"]
)  # fmt: skip
ROW = st.tuples(
    st.sampled_from(["Marie", "Omar", ""]) | CELLS,
    st.sampled_from(["", "0612345678"]) | CELLS,
    st.sampled_from(["0042", "0043", ""]) | CELLS,
    st.sampled_from(["7", "12", "0"]) | CELLS,
    st.sampled_from(["", "2026-01-02"]) | CELLS,
)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROW, min_size=1, max_size=6), st.booleans())
def test_no_file_writes_by_halves_or_raises_anything_but_a_sentence(tmp_path, shop, rows, skip):
    path = brought(tmp_path, *(",".join(row) for row in rows))
    before = shop.counts()
    try:
        announced = bring_in(shop, path, skip_rejected=skip, dry_run=True)
        assert shop.counts() == before
        report = bring_in(shop, path, skip_rejected=skip)
    except ShopcardError:
        assert shop.counts() == before
        return
    assert report.to_dict() == announced.to_dict()
    after = shop.counts()
    assert after["customer"] - before["customer"] == report.added_customers
    assert after["entry"] - before["entry"] == report.added_balances
    assert report.written == (skip or not report.rejected)
    if report.written:
        again = bring_in(shop, path, skip_rejected=True)
        assert (again.added_customers, again.added_balances) == (0, 0)
