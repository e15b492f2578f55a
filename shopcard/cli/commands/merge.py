"""Two customers who are one person: merging them, and parting them again."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.options import Json, Key, Yes
from shopcard.errors import NotFound, Refused
from shopcard.language import N_, _, say_day, say_number

if TYPE_CHECKING:
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import Customer, MergeSeen
    from shopcard.store.shop.shop import Shop

Keep = Annotated[
    str,
    typer.Argument(
        metavar=N_("KEEP"),
        help=N_("The customer kept: a card number, a phone number, an id, or the whole name."),
    ),
]
Other = Annotated[
    str, typer.Argument(metavar=N_("OTHER"), help=N_("The customer merged into that one."))
]
Parted = Annotated[
    str,
    typer.Argument(
        metavar=N_("CUSTOMER"),
        help=N_("The merged customer by their own card number, phone, id or name."),
    ),
]

Reason = Annotated[
    str, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the ledger."))
]


def add_to(customer: Commands) -> None:
    customer.add(
        "merge",
        N_("Merge a customer who is here twice: shows both and what comes of it, then asks."),
        "shopcard customer merge 42073104 000122521",
        'shopcard customer merge "Marie Lefèvre" 0698765432 --yes',
    )(merge)
    customer.add(
        "unmerge",
        N_("Part two customers who were merged; acts since then stay with the one kept."),
        "shopcard customer unmerge 000122521",
    )(unmerge)


def merge(
    ctx: typer.Context,
    keep: Keep,
    other: Other,
    *,
    key: Key = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    act_key = options.act_key(key)
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        kept = shop.customers.resolve(keep, to_write=True)
        merged = _other(shop, kept, other)
        if seen := _preview(shop, kept, merged, retried=act_key is not None):
            output.note(*side_by_side(seen, here))
            question = _("Merge {other} into {keep}?").format(
                other=seen.other.name, keep=seen.keep.name
            )
            if not options.agreed(question, yes=yes):
                raise Refused(_("Nothing was changed."))
        done = shop.customers.merge(kept, merged, key=act_key)
    if done.replayed:
        output.note(as_text.replayed())
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.merged(done, here))


def _other(shop: "Shop", kept: str, text: str) -> str:
    """The one to be merged; the very one who was, where it is a retry."""
    found = shop.customers.resolve(text, to_write=True)
    if found == kept:
        with suppress(Refused):
            return shop.customers.resolve_merged(text).id
    return found


def _preview(shop: "Shop", kept: str, merged: str, *, retried: bool) -> "MergeSeen | None":
    """None for what cannot be merged but may have been by the same key: the act itself decides."""
    try:
        return shop.customers.preview_merge(kept, merged)
    except Refused:
        if not retried:
            raise
        return None


def unmerge(
    ctx: typer.Context,
    customer: Parted,
    *,
    reason: Reason = "",
    key: Key = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    from shopcard.cli import as_json, as_text

    act_key = options.act_key(key)
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        try:
            meant = shop.customers.resolve_merged(customer).id
        except NotFound:
            # By the same key they may have been parted already: the act itself decides.
            if act_key is None:
                raise
            meant = shop.customers.resolve(customer, to_write=True)
        other = shop.customers.get(meant)
        if other.merged_into is not None:
            question = _("Part {other} from {keep}? Acts since the merge stay with {keep}.").format(
                other=other.name, keep=shop.customers.get(other.merged_into).name
            )
            if not options.agreed(question, yes=yes):
                raise Refused(_("Nothing was changed."))
        done = shop.customers.unmerge(meant, reason=reason, key=act_key)
    if done.replayed:
        output.note(as_text.replayed())
    if json:
        output.answer_json(as_json.of_done(done, here))
    else:
        output.answer(*as_text.unmerged(done, other, here))


def side_by_side(seen: "MergeSeen", shop: "Settings") -> list[str]:
    """Both as they are, and the one kept as they would be."""
    from shopcard.cli import as_text
    from shopcard.rules.identity import say_card, say_phone

    def about(name: str, told: "Callable[[Customer], str]") -> tuple[str, ...]:
        return name, told(seen.keep), told(seen.other), ""

    heads = ("", _("Kept"), _("Merged into it"), _("Afterwards"))
    rows = [
        (_("Name"), seen.keep.name, seen.other.name, seen.keep.name),
        about(_("Card"), lambda c: say_card(c.card)),
        about(_("Phone"), lambda c: ", ".join(say_phone(p, shop.country) for p in c.phones)),
        about(_("Visits"), lambda c: say_number(c.visits)),
        about(_("Last visit"), lambda c: say_day(c.last_visit) if c.last_visit else ""),
    ]
    columns = [
        {view.program.name: view for view in views}
        for views in (seen.keep_cards, seen.other_cards, seen.after)
    ]
    for program in columns[2]:
        views = [column.get(program) for column in columns]
        rows.append((program, *(as_text.standing(view) if view else "" for view in views)))
        if any(view and view.ready for view in views):
            rows.append(
                (_("Ready"), *(as_text.rewards(view.ready) if view else "" for view in views))
            )
    return output.table(heads, rows)
