"""A list from the month's screen as a file, and the sentence that says where it is."""

from typing import TYPE_CHECKING, Any

from shopcard import settings
from shopcard.language import ngettext, say_number

if TYPE_CHECKING:
    from shopcard.exchange.mailing import Mailing
    from shopcard.store.month_answers import Best, Late
    from shopcard.store.shop import Shop


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

    Blocks while it writes. Raises what `write_list` raises.
    """
    from shopcard.exchange import mailing

    told: Mailing[Any]
    match tab:
        case "late":
            told = mailing.slipping(late)
        case "best":
            told = mailing.best(best)
        case _:
            told = mailing.ready(shop.ready())
    folder = shop.where.parent if demo else settings.documents_folder()
    file = mailing.write_list(shop, told, folder, default=f"-{shop.today_day()}{mailing.XLSX}")
    rows = len(told.agreed)
    said = [
        ngettext("{n} row is written: {file}", "{n} rows are written: {file}", rows).format(
            n=say_number(rows), file=file
        )
    ]
    if told.left_out:
        said.append(
            ngettext(
                "{n} more did not agree to be contacted and is left out.",
                "{n} more did not agree to be contacted and are left out.",
                told.left_out,
            ).format(n=say_number(told.left_out))
        )
    return " ".join(said)
