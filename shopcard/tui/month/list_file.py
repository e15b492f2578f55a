"""A list from the month's screen as a file, and the sentence that says where it is."""

from typing import TYPE_CHECKING, Any

from shopcard import environment
from shopcard.errors import Refused
from shopcard.language import _, ngettext, say_number

if TYPE_CHECKING:
    from shopcard.store.answers.month import Best, Late
    from shopcard.store.shop.shop import Shop
    from shopcard.words.lists import Listing


def write(
    shop: "Shop",
    tab: str,
    late: "tuple[Late, ...]",
    best: "tuple[Best, ...]",
    *,
    demo: bool = False,
) -> str:
    """Write the list of a tab (`late`, `best` or `rewards`: who has one ready) as a workbook into
    the user's documents, of a demo beside its shop, and say where and whom it leaves out.

    Blocks while it writes. Refused for a list without anybody who agreed; raises what `write_list`
    raises.
    """
    from shopcard.files import mailing_list
    from shopcard.words import lists

    listing: Listing[Any]
    currency = shop.opened.settings.currency
    match tab:
        case "late":
            listing = lists.slipping(late, currency)
        case "best":
            listing = lists.best(best, currency)
        case _:
            listing = lists.ready(shop.month.ready())
    rows, left_out = len(listing.agreed), listing.say_left_out()
    if not rows:
        nobody = _("There is nobody on this list.")
        raise Refused(f"{nobody} {left_out}".rstrip())
    folder = shop.opened.where.parent if demo else environment.documents_folder()
    file = mailing_list.write_list(
        shop, listing, folder, ending=f"-{shop.opened.today_day()}{lists.XLSX}"
    )
    said = ngettext("{n} row is written: {file}", "{n} rows are written: {file}", rows)
    return f"{said.format(n=say_number(rows), file=file)} {left_out}".rstrip()
