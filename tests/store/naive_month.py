"""A month counted the plain way: one pass over the ledger for every question, nothing kept."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from shopcard.rules.calendar import add_months, last_of_month
from shopcard.rules.card import Kind
from shopcard.rules.metrics import Counts
from shopcard.store.answers import Act

Days = dict[str, list[date]]


def count(
    acts: Iterable[Act], first: date, through: date, window: int, opening: Iterable[str] = ()
) -> Counts:
    """Everything but what was ready at a time, from the acts of `Shop.history`."""
    standing = [a for a in acts if not a.voided]
    bought = [a for a in standing if a.kind is Kind.PURCHASE and a.business_day <= through]
    visits: Days = {}
    for act in bought:
        visits.setdefault(act.customer, []).append(act.business_day)
    visits = {who: sorted(set(days)) for who, days in visits.items()}
    if not visits:
        return Counts(first, through, window, None)

    def seen(since: date, until: date) -> set[str]:
        return {w for w, days in visits.items() if any(since <= d <= until for d in days)}

    def active(close: date) -> set[str]:
        return seen(close - timedelta(days=window - 1), close)

    inside = [a for a in bought if first <= a.business_day]
    month_before = add_months(first, -1).replace(day=1)
    start, end = active(first - timedelta(days=1)), active(through)
    earlier = active(through - timedelta(days=window))
    now, before = seen(first, through), seen(month_before, last_of_month(month_before))
    new = {w for w, days in visits.items() if days[0] >= first} - set(opening)
    old = through - timedelta(days=90)
    purchases = [sum(a.customer == who for a in inside) for who in now]
    days_in = [len({a.business_day for a in inside if a.customer == who}) for who in now]
    gaps = [
        (b - a).days for days in visits.values() for a, b in pairwise(days) if first <= b <= through
    ]
    return Counts(
        first, through, window, min(days[0] for days in visits.values()),
        active_start=len(start), active_end=len(end), new=len(new),
        retained=len(start & end), reactivated=len(end - start - new), lost=len(start - end),
        retained_seen=len(start & end & now),
        active_earlier=len(earlier), came_again=len(earlier & end),
        in_month=len(now), in_month_before=len(before), in_both_months=len(now & before),
        repeat_purchasers=sum(n > 1 for n in purchases),
        repeat_visitors=sum(n > 1 for n in days_in),
        ever=len(visits), ever_repeat=sum(len(days) > 1 for days in visits.values()),
        ripe=sum(days[0] <= old for days in visits.values()),
        ripe_repeat=sum(days[0] <= old and len(days) > 1 for days in visits.values()),
        visits=sum(days_in), purchases=len(inside),
        priced=sum(a.amount is not None for a in inside),
        revenue=sum(a.amount or 0 for a in inside),
        stamps=sum(a.stamps for a in inside),
        days_open=len({a.business_day for a in inside}),
        median_gap=float(median(gaps)) if gaps else None,
    )  # fmt: skip
