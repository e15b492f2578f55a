"""Whom to write to: only customers who agreed to be contacted, as a table, CSV or JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, TypeVar

import typer

from shopcard.cli import frame, rights, show
from shopcard.cli.frame import N_, Commands, CustomerMeant, Json
from shopcard.cli.month import MonthNamed, month_meant
from shopcard.language import _, ngettext, say_number

if TYPE_CHECKING:
    from shopcard.cli.documents import Document
    from shopcard.cli.month_wording import Rows
    from shopcard.store.answers import Customer
    from shopcard.store.month_answers import Best, Late, ReadyReward
    from shopcard.store.shop import Shop

PART = 5000
"""How many customers are looked up at once."""

Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar=N_("FILE"),
        help=N_("Write it as CSV, for a mail tool or a spreadsheet."),
    ),
]


SOON = 30
"""Days that the lists look ahead unless told."""
Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        metavar=N_("DAYS"),
        parser=frame.whole_number,
        help=N_("How many days to look ahead; 30 unless given."),
    ),
]


class Order(StrEnum):
    """What makes a customer one of the best."""

    VISITS = "visits"
    SPEND = "spend"


class _Listed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def contact_ok(self) -> bool: ...


T = TypeVar("T", bound=_Listed)


@dataclass(frozen=True, slots=True)
class _List(Generic[T]):
    """One of the lists, and how its elements are shown."""

    name: str
    found: Sequence[T]
    shown: "Callable[[Sequence[T]], Rows]"
    heads: Sequence[str]
    """The CSV's own columns, which follow those of every customer."""
    cells: Callable[[T], Sequence[str]]
    document: "Callable[[T], Document]"
    right: Sequence[int] = ()


def add_to(app: Commands) -> None:
    lists = Commands(
        N_("List whom to write to: only customers who agreed to be contacted."),
        "shopcard lists slipping",
        "shopcard lists ready -o ready.csv",
    )
    app.add_typer(lists, name="lists")
    lists.add(
        "slipping",
        N_("Who may be slipping away, those with most at stake first."),
        "shopcard lists slipping",
        "shopcard lists slipping --month 2026-10 -o slipping.csv",
    )(slipping)
    lists.add(
        "best",
        N_("The best customers of the last 12 months."),
        "shopcard lists best -o best.csv",
        "shopcard lists best --by visits",
    )(best)
    lists.add(
        "birthdays",
        N_("Whose birthday is in the next 30 days, the soonest first."),
        "shopcard lists birthdays -o birthdays.csv",
        "shopcard lists birthdays --days 7",
    )(birthdays)
    lists.add(
        "expiring",
        N_("Whose reward runs out in the next 30 days, the soonest first."),
        "shopcard lists expiring -o expiring.csv",
    )(expiring)
    lists.add(
        "ready",
        N_("Who has a reward ready, those first to expire first."),
        "shopcard lists ready -o ready.csv",
    )(ready)
    rights.add_to_lists(lists)
    app.add(
        "contacted",
        N_("Note that a customer was written to or called today."),
        "shopcard contacted 42073104",
    )(contacted)


def slipping(
    ctx: typer.Context, *, month: MonthNamed = None, output: Output = None, json: Json = False
) -> None:
    from shopcard.cli import month_documents, month_wording

    meant = month_meant(month)
    with frame.place_of(ctx).open() as shop:
        currency = shop.preferences.currency
        heads = (
            _("Visits"), _("Last seen"), _("Days since"), _("Usual gap"), _("Came back in 100"),
            _("from"), _("to"), _("Usual month"), _("Contacted"),
        )  # fmt: skip
        _answer(
            shop,
            _List(
                "slipping",
                shop.look_after(meant).customers,
                lambda listed: month_wording.late_rows(listed, currency),
                heads,
                lambda late: _late_cells(late, currency),
                lambda late: month_documents.of_late(late, currency),
                right=(2, 3),
            ),
            output,
            json=json,
        )


def _late_cells(late: "Late", currency: str) -> list[str]:
    from shopcard.exchange.sheets import decimal
    from shopcard.rules.money import write_amount

    back = late.came_back
    share = ["", "", ""] if back is None else [f"{n:.0f}" for n in (back.pct, back.low, back.high)]
    usual = (
        write_amount(round(late.usual_month), currency)
        if late.in_money
        else f"{late.usual_month:.1f}"
    )
    return [
        str(late.visits),
        late.last_seen.isoformat(),
        str(late.days_since),
        decimal(f"{late.usual_gap:.1f}"),
        *share,
        decimal(usual),
        late.contacted.isoformat() if late.contacted else "",
    ]


def best(
    ctx: typer.Context,
    *,
    month: MonthNamed = None,
    by: Annotated[
        Order | None,
        typer.Option("--by", help=N_("In which order; by spend, where amounts are kept.")),
    ] = None,
    output: Output = None,
    json: Json = False,
) -> None:
    from shopcard.cli import month_documents, month_wording
    from shopcard.exchange.sheets import decimal
    from shopcard.rules.money import write_amount

    meant = month_meant(month)
    with frame.place_of(ctx).open() as shop:
        currency = shop.preferences.currency

        def cells(one: "Best") -> list[str]:
            spend = "" if one.spend is None else decimal(write_amount(one.spend, currency))
            return [str(one.visits), spend, one.last_visit.isoformat()]

        _answer(
            shop,
            _List(
                "best",
                shop.best(meant, by_spend=None if by is None else by is Order.SPEND),
                lambda listed: month_wording.best_rows(listed, currency),
                (_("Visits"), _("Spend"), _("Last visit")),
                cells,
                lambda one: month_documents.of_best(one, currency),
                right=(2, 3),
            ),
            output,
            json=json,
        )


def ready(ctx: typer.Context, *, output: Output = None, json: Json = False) -> None:
    with frame.place_of(ctx).open() as shop:
        _answer(shop, _rewards("ready", _of_somebody(shop)), output, json=json)


def expiring(
    ctx: typer.Context, *, days: Days = None, output: Output = None, json: Json = False
) -> None:
    from datetime import timedelta

    with frame.place_of(ctx).open() as shop:
        last = shop.today_day() + timedelta(days=SOON if days is None else days)
        soon = [one for one in _of_somebody(shop) if one.expires and one.expires <= last]
        _answer(shop, _rewards("expiring", soon), output, json=json)


def _of_somebody(shop: "Shop") -> "list[ReadyReward]":
    """The rewards that somebody may still ask for: not those of the erased."""
    return [one for one in shop.ready() if one.name]


def _rewards(name: str, found: "Sequence[ReadyReward]") -> "_List[ReadyReward]":
    from shopcard.cli import month_documents, month_wording

    def cells(one: "ReadyReward") -> list[str]:
        expires = one.expires.isoformat() if one.expires else ""
        return [one.program, one.reward, one.earned_on.isoformat(), expires]

    heads = (_("Programme"), _("Reward"), _("Earned on"), _("Good until"))
    return _List(name, found, month_wording.ready_rows, heads, cells, month_documents.of_ready)


def birthdays(
    ctx: typer.Context, *, days: Days = None, output: Output = None, json: Json = False
) -> None:
    from shopcard.cli import month_documents, month_wording

    with frame.place_of(ctx).open() as shop:
        _answer(
            shop,
            _List(
                "birthdays",
                shop.birthdays(SOON if days is None else days),
                month_wording.birthday_rows,
                (_("Birthday"),),
                lambda one: [one.day.isoformat()],
                month_documents.of_birthday,
            ),
            output,
            json=json,
        )


def _answer(shop: "Shop", listed: _List[Any], output: str | None, *, json: bool) -> None:
    """Print a list, or write it as CSV; how many did not agree is said beside it."""
    from shopcard.cli import month_documents, month_wording

    agreed = [one for one in listed.found if one.contact_ok]
    left_out = len({one.id for one in listed.found if not one.contact_ok})
    customers = _customers(shop, [one.id for one in agreed])
    file = None if output is None else _write(listed, agreed, customers, Path(output).expanduser())
    if json:
        show.answer_json(
            {
                "list": listed.name,
                "customers": [
                    month_documents.reachable(listed.document(one), customer)
                    for one, customer in zip(agreed, customers, strict=True)
                ],
                "not_agreed": left_out,
            }
            | ({"file": str(file)} if file else {})
        )
    elif file:
        show.answer(
            ngettext("{n} row is written: {file}", "{n} rows are written: {file}", len(agreed))
            .format(n=say_number(len(agreed)), file=file)
        )  # fmt: skip
    elif agreed:
        rows = month_wording.with_phones(listed.shown(agreed), customers, shop.preferences.country)
        show.answer(*show.table(*rows, right=listed.right))
    else:
        show.note(_("There is nobody on this list."))
    if left_out:
        show.note(month_wording.not_agreed(left_out))


def _write(
    listed: _List[Any], agreed: Sequence[Any], customers: "Sequence[Customer]", target: Path
) -> Path:
    from shopcard.exchange.places import write_new
    from shopcard.exchange.sheets import csv_bytes

    heads = (_("Name"), _("Phone"), _("E-mail"), _("Card"), *listed.heads)
    rows = [
        (customer.name, next(iter(customer.phones), ""), customer.email, customer.card,
         *listed.cells(one))
        for one, customer in zip(agreed, customers, strict=True)
    ]  # fmt: skip
    return write_new(csv_bytes(heads, rows, text=(1, 3)), target, f"{listed.name}.csv")


def _customers(shop: "Shop", ids: Sequence[str]) -> "list[Customer]":
    return [
        customer for n in range(0, len(ids), PART) for customer in shop.customers(ids[n : n + PART])
    ]


def contacted(ctx: typer.Context, customer: CustomerMeant, json: Json = False) -> None:
    with frame.place_of(ctx).open() as shop:
        meant = shop.resolve(customer, to_write=True)
        shop.contacted(meant)
        told, day = shop.customer(meant), shop.today_day()
    if json:
        show.answer_json({"customer": told.id, "name": told.name, "contacted": day.isoformat()})
    else:
        show.answer(_("Noted: {name} was contacted today.").format(name=told.name))
