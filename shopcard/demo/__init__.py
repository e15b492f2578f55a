"""A lively shop that never was: two years at an ice-cream parlour by the sea, told from a seed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from shopcard.demo import story, team, twice
from shopcard.demo.story import DAYS, PER, tell
from shopcard.language import _, spoken
from shopcard.rules.feedback import Ask
from shopcard.rules.hours import read_hours
from shopcard.rules.program import Terms, make_terms
from shopcard.rules.settings import Settings

SEED = 7


def build(
    folder: Path,
    *,
    seed: int = SEED,
    days: int = DAYS,
    now: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Make the demo shop in a folder, in the language now spoken, and return its file.

    The last of its `days` is the business day of `now` (an instant; None: this one), and no act is
    later than that. The same seed, days and instant give the same shop. `progress` hears how many
    acts of how many are written. Refused where the folder holds a shop already.
    """
    from shopcard.store.shop.open_shop import utc_now
    from shopcard.store.shop.shop import Shop

    last = now or utc_now()
    acts = tell(seed, last, days)
    settings = Settings(
        _("Glacier du Port"), language=spoken(), backups=False, keep_years=1, ask=Ask.RECOMMEND,
        hours=read_hours(team.HOURS),
    )  # fmt: skip
    with Shop.create(folder / "shop.db", settings, programs(), clock=lambda: acts[0].at) as shop:
        shop.opened.clock = lambda: last
        shop.imports.past(acts, progress=lambda done: progress(done, len(acts)))
        team.hire(shop)
        shop.opened.staff = team.OWNER
        twice.settle(shop, story.kept(acts))
        return shop.opened.where


def programs() -> tuple[tuple[str, Terms], ...]:
    """What the demo shop offers, in the language now spoken: every kind of reward once."""
    gold = (_("Gold"), 40, 1, _("Gold sundae"))
    return (
        (
            _("Ice-cream cone"),
            make_terms(
                [(None, _("Free cone"))], stamps=10, reward_expires=180, welcome=1, referral=2,
                birthday=_("Birthday sundae"), tiers=[gold],
                costs={_("Free cone"): 120, _("Birthday sundae"): 250, _("Gold sundae"): 250},
            ),
        ),
        (
            _("Car wash"),
            make_terms([(None, _("Free wash"))], stamps=6, pause=60, costs={_("Free wash"): 400}),
        ),
        (
            _("Tea room"),
            make_terms(
                [(5, _("Cookie")), (10, _("Coffee"))], per=PER, stamps_expire=12,
                costs={_("Cookie"): 60, _("Coffee"): 80},
            ),
        ),
        (
            _("Market stall"),
            make_terms(
                [(None, _("Bookshop voucher"))], stamps=8, channel=_("Market"),
                costs={_("Bookshop voucher"): 500},
                partners={_("Bookshop voucher"): "Librairie des Lilas"},
            ),
        ),
    )  # fmt: skip
