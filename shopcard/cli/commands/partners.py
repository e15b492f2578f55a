"""Vouchers of another shop: what was given, and what is owed for it."""

from typing import TYPE_CHECKING, Annotated

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.options import Json
from shopcard.language import N_, _, ngettext, say_day, say_money, say_number

if TYPE_CHECKING:
    from shopcard.cli.as_json import Document
    from shopcard.store.answers.month import Settlement

ALL = "all"


def add_to(app: Commands) -> None:
    app.add(
        "settle",
        N_("Show the vouchers of another shop that were given, and note what was paid for them."),
        'shopcard settle "Librairie des Lilas"',
        'shopcard settle "Librairie des Lilas" --paid all',
    )(settle)


def settle(
    ctx: typer.Context,
    partner: Annotated[
        str, typer.Argument(metavar=N_("SHOP"), help=N_("The other shop, by its name."))
    ],
    *,
    paid: Annotated[
        str | None,
        typer.Option(
            "--paid", metavar="40.00", help=N_("Note that so much was paid, or “all” that is due.")
        ),
    ] = None,
    json: Json = False,
) -> None:
    with command_help.place_of(ctx).open() as shop:
        currency = shop.opened.settings.currency
        if paid is None:
            stands = shop.month.settlement(partner)
        elif paid.strip().casefold() == ALL:
            stands = shop.month.settle(partner)
        else:
            stands = shop.month.settle(partner, options.amount(paid, currency))
    if json:
        output.answer_json(_document(stands, currency))
    else:
        output.answer(*_lines(stands, currency))


def _lines(stands: "Settlement", currency: str) -> list[str]:
    rows = [
        (
            say_day(voucher.day),
            voucher.customer or _("(erased)"),
            voucher.reward,
            say_money(voucher.value, currency),
            _("settled") if voucher.settled else _("not settled"),
        )
        for voucher in stands.vouchers
    ]
    n = len(rows)
    told = ngettext(
        "{n} voucher of {partner} given: {value}; paid: {paid}; due: {due}.",
        "{n} vouchers of {partner} given: {value}; paid: {paid}; due: {due}.",
        n,
    ).format(
        n=say_number(n),
        partner=stands.partner,
        value=say_money(stands.value, currency),
        paid=say_money(stands.paid, currency),
        due=say_money(stands.due, currency),
    )
    heads = (_("Given on"), _("Name"), _("Reward"), _("Value"), _("Settled"))
    return [*(output.table(heads, rows, right=(3,)) if rows else ()), told]


def _document(stands: "Settlement", currency: str) -> "Document":
    return {
        "partner": stands.partner,
        "currency": currency,
        "given": len(stands.vouchers),
        "value": stands.value,
        "paid": stands.paid,
        "due": stands.due,
        "vouchers": [
            {
                "given_on": voucher.day.isoformat(),
                "name": voucher.customer,
                "reward": voucher.reward,
                "value": voucher.value,
                "settled": voucher.settled,
            }
            for voucher in stands.vouchers
        ],
    }
