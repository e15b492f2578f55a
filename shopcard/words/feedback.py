"""What customers say of the shop, in words: scores with their counts, and what these leave open."""

from collections.abc import Iterator

from shopcard.language import _, ngettext, say_number, say_percent
from shopcard.rules.feedback import (
    HIGHEST,
    LEAST_SATISFIED,
    LEAST_SCORED,
    Answer,
    Ask,
    Voices,
    margin,
    satisfaction,
    satisfaction_range,
    score,
)


def say_question(ask: Ask) -> str:
    """What the counter asks of the customer who is open; empty where it asks nothing."""
    return {
        Ask.NO: "",
        Ask.RECOMMEND: _("How likely to recommend us? 0–{most}").format(most=HIGHEST),
        Ask.SATISFIED: _("Satisfied today? 1 yes · 2 no"),
    }[ask]


def say_answer(recommend: int | None, satisfied: bool | None) -> str:
    """9 of 10 · not satisfied; empty for somebody who answered neither question."""
    told = [] if recommend is None else [say_recommend(recommend)]
    if satisfied is not None:
        told.append(say_satisfied(satisfied))
    return " · ".join(told)


def say_given(answer: Answer) -> str:
    """What the counter notes: an answer, or that there is none."""
    return say_answer(answer.recommend, answer.satisfied) or _("No answer")


def say_recommend(recommend: int) -> str:
    return _("{n} of {most}").format(n=recommend, most=HIGHEST)


def say_satisfied(satisfied: bool) -> str:
    return _("satisfied") if satisfied else _("not satisfied")


# Figures


def say_score(v: Voices) -> str:
    """56 ± 12 (33 · 12 · 5): promoters, passives, detractors; these alone where they are few.
    Empty without an answer."""
    found = score(v)
    if found is None:
        return ""
    counts = " · ".join(map(say_number, (v.promoters, v.passives, v.detractors)))
    if v.scored < LEAST_SCORED:
        return counts
    return f"{say_number(round(found))} ± {say_number(round(margin(v)))} ({counts})"


def say_satisfaction(v: Voices) -> str:
    """92% (82–97) of 50; 7 of 9 where they are few. Empty without an answer."""
    share, between = satisfaction(v), satisfaction_range(v)
    if share is None or between is None:
        return ""
    if v.judged < LEAST_SATISFIED:
        return _("{part} of {all}").format(part=v.satisfied, all=v.judged)
    low, high = map(round, between)
    return _("{pct} ({low}–{high}) of {all}").format(
        pct=say_percent(share), low=low, high=high, all=say_number(v.judged)
    )


def only_counted(key: str, v: Voices) -> bool:
    """Whether a figure has so few answers that only their counts are told."""
    few = {"nps": (v.scored, LEAST_SCORED), "satisfaction_pct": (v.judged, LEAST_SATISFIED)}
    answers, least = few.get(key, (0, 0))
    return 0 < answers < least


def say_few(key: str) -> str:
    """Why a figure that is `only_counted` is not told."""
    if key == "nps":
        return _("Under {least} answers a score would be chance: only the counts are told.").format(
            least=LEAST_SCORED
        )
    return _("Under {least} answers a share would be chance: only the counts are told.").format(
        least=LEAST_SATISFIED
    )


def part(name: str, v: Voices) -> str:
    """A count with what it counts: 33 promoters. Empty for what is no count of voices."""
    if name == "ambassadors":
        return _("who brought them")
    n: int = getattr(v, name, 0)
    said = {
        "promoters": ngettext("{n} promoter", "{n} promoters", n),
        "passives": ngettext("{n} passive", "{n} passives", n),
        "detractors": ngettext("{n} detractor", "{n} detractors", n),
        "satisfied": ngettext("{n} satisfied", "{n} satisfied", n),
        "not_satisfied": ngettext("{n} not satisfied", "{n} not satisfied", n),
        "referred": ngettext("{n} brought by another", "{n} brought by another", n),
    }.get(name, "")
    return said.format(n=say_number(n))


def score_formula(v: Voices) -> str:
    """Up to the equals sign; the counts alone where they are few."""
    if not v.scored:
        return _("percent answering 9 or 10 − percent answering 0 to 6")
    promoters, passives, detractors = (
        part(name, v) for name in ("promoters", "passives", "detractors")
    )
    if v.scored < LEAST_SCORED:
        return f"{promoters} · {passives} · {detractors}"
    return f"({promoters} − {detractors}) / {_answers(v.scored)} × 100"


def satisfaction_formula(v: Voices) -> str:
    """Up to the equals sign; the counts alone where they are few."""
    if not v.judged:
        return _("satisfied / all who answered × 100")
    counted = f"{part('satisfied', v)} / {_answers(v.judged)}"
    return counted if v.judged < LEAST_SATISFIED else f"{counted} × 100"


def _answers(n: int) -> str:
    return ngettext("{n} answer", "{n} answers", n).format(n=say_number(n))


# What they mean, and what they do not say


def about_score(v: Voices, customers: int) -> tuple[str, ...]:
    """`customers`: who came in the month."""
    return (
        _("How willingly customers would recommend the shop, from −100 to 100."),
        _(
            "Promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6. Of each customer the "
            "latest answer of the month counts."
        ),
        *_sure_of_score(v),
        *_heard(v.scored, customers),
    )


def _sure_of_score(v: Voices) -> Iterator[str]:
    if v.scored >= LEAST_SCORED:
        yield _(
            "With so many answers it may be off by {margin} points either way, 19 times in 20. "
            "An arrow stands beside it only where it moved by more than chance would."
        ).format(margin=round(margin(v)))
    elif v.scored:
        yield say_few("nps")


def about_satisfaction(v: Voices, customers: int) -> tuple[str, ...]:
    """`customers`: who came in the month."""
    return (
        _("How many of those who answered are satisfied."),
        _("Of each customer the latest answer of the month counts."),
        *_sure_of_satisfaction(v),
        *_heard(v.judged, customers),
    )


def _sure_of_satisfaction(v: Voices) -> Iterator[str]:
    between = satisfaction_range(v)
    if between is None:
        return
    if v.judged < LEAST_SATISFIED:
        yield say_few("satisfaction_pct")
        return
    low, high = map(round, between)
    yield _(
        "With so many answers the true share lies between {low} and {high} in 100, 19 times in 20."
    ).format(low=low, high=high)


def _heard(answers: int, customers: int) -> Iterator[str]:
    if answers:
        yield ngettext(
            "It tells of those who answered, {n} where {customers} came in the month; who says "
            "nothing may think otherwise.",
            "It tells of those who answered, {n} where {customers} came in the month; who says "
            "nothing may think otherwise.",
            answers,
        ).format(n=say_number(answers), customers=say_number(customers))


def about_referrals(new: int) -> tuple[str, ...]:
    """`new`: new customers of the month."""
    return (
        _("How many customers were brought by another one."),
        ngettext(
            "Of {n} new customer; whoever did not say who brought them is not counted.",
            "Of {n} new customers; whoever did not say who brought them is not counted.",
            new,
        ).format(n=say_number(new)),
    )
