"""The owner's programmes: what fills a card, what it gives, and under which conditions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from shopcard.cli import command_help, options, output
from shopcard.cli.command_help import Commands
from shopcard.cli.options import Json, Yes
from shopcard.errors import Refused, WrongUsage
from shopcard.language import N_, _

if TYPE_CHECKING:
    from shopcard.rules.program import Terms

OFF = "none"
"""What switches a condition off again."""

ProgramMeant = Annotated[
    str, typer.Argument(metavar=N_("PROGRAM"), help=N_("The programme, by its name."))
]
Size = Annotated[
    int | None,
    typer.Option(
        "--stamps",
        metavar=N_("N"),
        parser=options.whole_number,
        help=N_("How many stamps fill a card."),
    ),
]
Rewards = Annotated[
    list[str] | None,
    typer.Option(
        "--reward",
        metavar=N_("REWARD"),
        help=N_("What a full card gives; 5=Cookie gives it at 5 stamps. May be repeated."),
    ),
]
Costs = Annotated[
    list[str] | None,
    typer.Option("--cost", metavar="Cookie=0.80", help=N_("What giving a reward costs you.")),
]
Per = Annotated[
    str | None,
    typer.Option("--per", metavar="10.00", help=N_("By spend: the amount that earns a stamp.")),
]
StampsExpire = Annotated[
    str | None,
    typer.Option(
        "--stamps-expire",
        metavar="12m",
        help=N_("A card expires so many months after its last stamp; “none”: never."),
    ),
]
RewardExpires = Annotated[
    str | None,
    typer.Option(
        "--reward-expires",
        metavar="90d",
        help=N_("A reward expires so many days after it was earned; “none”: never."),
    ),
]
PerDay = Annotated[
    str | None,
    typer.Option("--per-day", metavar=N_("N"), help=N_("At most so many stampings a card a day.")),
]
Pause = Annotated[
    str | None,
    typer.Option(
        "--pause", metavar=N_("MINUTES"), help=N_("So many minutes between two stampings.")
    ),
]
Most = Annotated[
    str | None,
    typer.Option("--max", metavar=N_("N"), help=N_("At most so many stamps in one purchase.")),
]
Channel = Annotated[
    str | None,
    typer.Option(
        "--channel",
        metavar=N_("PLACE"),
        help=N_("Runs only there, at a market stall for instance; “none”: everywhere else."),
    ),
]
Welcome = Annotated[
    str | None,
    typer.Option("--welcome", metavar=N_("N"), help=N_("So many stamps on joining.")),
]
Referral = Annotated[
    str | None,
    typer.Option(
        "--referral",
        metavar=N_("N"),
        help=N_("So many stamps for a new customer and for who brought them."),
    ),
]
Birthday = Annotated[
    str | None,
    typer.Option("--birthday", metavar=N_("REWARD"), help=N_("Given around the birthday.")),
]
Tiers = Annotated[
    list[str] | None,
    typer.Option(
        "--tier",
        metavar="Gold=24:2",
        help=N_("From 24 visits in 12 months stamps count twice; Gold=24:Coffee gives a reward."),
    ),
]
Partners = Annotated[
    list[str] | None,
    typer.Option(
        "--partner",
        metavar=N_("REWARD=SHOP"),
        help=N_("The reward is a voucher of another shop; its cost is what you owe there."),
    ),
]


def add_to(app: Commands) -> None:
    program = Commands(
        N_("The shop's programmes and their rewards."),
        "shopcard program",
        'shopcard program add "Car wash" --stamps 6 --reward "Free wash"',
        invoke_without_command=True,
    )
    app.add_typer(program, name="program")
    program.callback()(program_alone)
    program.add("list", N_("Show all programmes."), "shopcard program list")(program_list)
    program.add(
        "add",
        N_("Add a programme."),
        'shopcard program add "Ice-cream cone" --stamps 10 --reward "Free cone"',
        'shopcard program add "Tea room" --stamps 10 --reward 5=Cookie --reward Coffee --per 10.00',
        'shopcard program add "Books" --reward Voucher --cost Voucher=5.00 --partner Voucher=Lilas',
        'shopcard program add "Club" --reward Tea --welcome 1 --birthday Cake --tier Gold=24:2',
    )(program_add)
    program.add(
        "change",
        N_("Change a programme for cards not yet started; says first who is affected."),
        'shopcard program change "Ice-cream cone" --stamps 12',
        'shopcard program change "Tea room" --stamps-expire none --yes',
    )(program_change)
    program.add(
        "close",
        N_("Close a programme: no more stamps; earned rewards stay good to their date."),
        'shopcard program close "Car wash"',
    )(program_close)


@dataclass(frozen=True, slots=True)
class TypedTerms:
    """The conditions of a programme as typed; None is not said."""

    stamps: int | None = None
    rewards: Sequence[str] | None = None
    costs: Sequence[str] | None = None
    per: str | None = None
    stamps_expire: str | None = None
    reward_expires: str | None = None
    per_day: str | None = None
    pause: str | None = None
    most: str | None = None
    channel: str | None = None
    welcome: str | None = None
    referral: str | None = None
    birthday: str | None = None
    tiers: Sequence[str] | None = None
    partners: Sequence[str] | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "TypedTerms":
        """From a command's options by their names; a list without anything is not said."""
        values = {field.name: said[field.name] for field in fields(cls)}
        return cls(**{name: None if value == [] else value for name, value in values.items()})

    @property
    def empty(self) -> bool:
        return not any(value is not None for value in asdict(self).values())

    def over(self, terms: "Terms | None", currency: str) -> "Terms":
        """Checked terms: what is typed, and the rest as in `terms` where there are any.

        Rewards at the end of the card stay at its end when its size changes. WrongUsage for what
        cannot be read, Refused for what a shop cannot mean.
        """
        from shopcard.rules.program import (
            Terms,
            make_terms,
            read_days,
            read_months,
            read_promise,
            read_tier,
        )

        kept = terms or Terms(())
        stamps = self.stamps if self.stamps is not None else (kept.size if terms else 10)
        rewards = [
            (None if promise.count == kept.size else promise.count, promise.name)
            for promise in kept.promises
        ]
        if self.rewards is not None:
            rewards = [read_promise(text) for text in self.rewards]
        tiers = [
            (t.name, t.visits, t.times, t.reward.name if t.reward else None) for t in kept.tiers
        ]
        if self.tiers is not None:
            said = [text for text in self.tiers if not _off(text)]
            tiers = [options.as_usage(partial(read_tier, text)) for text in said]
        birthday = _typed(self.birthday, kept.birthday.name if kept.birthday else None, str)
        names = {*(name for _n, name in rewards), birthday, *(reward for *_rest, reward in tiers)}
        still = [promise for promise in kept.rewards if promise.name in names]
        costs = {p.name: p.cost for p in still if p.cost is not None}
        partners = {p.name: p.partner for p in still if p.partner}

        def money(text: str) -> int:
            return options.amount(text, currency)

        return make_terms(
            rewards,
            stamps=stamps,
            costs=_by_reward(self.costs, costs, money),
            partners=_by_reward(self.partners, partners, str),
            per=_typed(self.per, kept.per, money),
            stamps_expire=_typed(self.stamps_expire, kept.stamps_expire, _strictly(read_months)),
            reward_expires=_typed(self.reward_expires, kept.reward_expires, _strictly(read_days)),
            per_day=_typed(self.per_day, kept.per_day, options.whole_number),
            pause=_typed(self.pause, kept.pause, options.whole_number),
            most=_typed(self.most, kept.most, options.whole_number),
            channel=_typed(self.channel, kept.channel, str),
            welcome=_typed(self.welcome, kept.welcome, options.whole_number),
            referral=_typed(self.referral, kept.referral, options.whole_number),
            birthday=birthday,
            tiers=tiers,
        )


def _off(text: str) -> bool:
    return text.strip().casefold() == OFF


T = TypeVar("T")


def _typed(text: str | None, before: T | None, read: Callable[[str], T]) -> T | None:
    """A condition as typed, `before` where nothing is said, None where it is switched off."""
    if text is None:
        return before
    return None if _off(text) else read(text)


def _by_reward(
    texts: Sequence[str] | None, before: Mapping[str, T], read: Callable[[str], T]
) -> dict[str, T]:
    """What is said of each reward, on top of what was said before: `none` empties all of it, and
    `REWARD=none` what was said of one."""
    said = dict(before)
    for text in texts or ():
        if _off(text):
            said.clear()
            continue
        reward, value = options.pair(text)
        if _off(value):
            said.pop(reward, None)
        else:
            said[reward] = read(value)
    return said


def _strictly(read: Callable[[str], int]) -> Callable[[str], int]:
    """The same reader, for which what it cannot read is wrong usage."""
    return lambda text: options.as_usage(lambda: read(text))


def program_alone(ctx: typer.Context, json: Json = False) -> None:
    if ctx.invoked_subcommand is None:
        program_list(ctx, json)


def program_list(ctx: typer.Context, json: Json = False) -> None:
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        programs = shop.programs.all(closed=True)
    if json:
        output.answer_json({"programs": [as_json.of_program(p, here) for p in programs]})
    elif programs:
        output.answer(*as_text.programs(programs, here))
    else:
        output.note(_("There is no programme yet."))


def program_add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar=N_("NAME"), help=N_("What stamps are given for."))],
    *,
    stamps: Size = None,
    rewards: Rewards = None,
    costs: Costs = None,
    per: Per = None,
    stamps_expire: StampsExpire = None,
    reward_expires: RewardExpires = None,
    per_day: PerDay = None,
    pause: Pause = None,
    most: Most = None,
    channel: Channel = None,
    welcome: Welcome = None,
    referral: Referral = None,
    birthday: Birthday = None,
    tiers: Tiers = None,
    partners: Partners = None,
    json: Json = False,
) -> None:
    typed = TypedTerms.of(locals())
    from shopcard.cli import as_json, as_text

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        program = shop.programs.add(name, typed.over(None, here.currency))
    if json:
        output.answer_json({"program": as_json.of_program(program, here)})
    else:
        output.answer(*as_text.programs([program], here))


def program_change(
    ctx: typer.Context,
    program: ProgramMeant,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar=N_("NAME"), help=N_("A new name."))
    ] = None,
    stamps: Size = None,
    rewards: Rewards = None,
    costs: Costs = None,
    per: Per = None,
    stamps_expire: StampsExpire = None,
    reward_expires: RewardExpires = None,
    per_day: PerDay = None,
    pause: Pause = None,
    most: Most = None,
    channel: Channel = None,
    welcome: Welcome = None,
    referral: Referral = None,
    birthday: Birthday = None,
    tiers: Tiers = None,
    partners: Partners = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    typed = TypedTerms.of(locals())
    from shopcard.cli import as_json, as_text
    from shopcard.words.programs import say_affected

    if typed.empty and name is None:
        raise WrongUsage(_("Say what to change. See: shopcard program change --help"))
    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        meant = shop.programs.named(program)
        terms = None if typed.empty else typed.over(meant.terms, here.currency)
        affected = shop.programs.affected(meant.id)
        if terms is not None:
            output.note(*say_affected(affected.cards).splitlines())
        if not options.agreed(_("Change “{program}”?").format(program=meant.name), yes=yes):
            raise Refused(_("Nothing was changed."))
        changed = shop.programs.change(meant.id, name=name, terms=terms)
    if json:
        listed = as_json.of_affected(affected) if terms is not None else []
        output.answer_json({"program": as_json.of_program(changed, here), "affected": listed})
    else:
        output.answer(*as_text.programs([changed], here))


def program_close(
    ctx: typer.Context, program: ProgramMeant, yes: Yes = False, json: Json = False
) -> None:
    from shopcard.cli import as_json

    with command_help.place_of(ctx).open() as shop:
        here = shop.opened.settings
        meant = shop.programs.named(program)
        question = _("Stop “{program}”? It takes no more stamps, and cannot be started again.")
        if not options.agreed(question.format(program=meant.name), yes=yes):
            raise Refused(_("Nothing was changed."))
        closed = shop.programs.close(meant.id)
    if json:
        output.answer_json({"program": as_json.of_program(closed, here)})
    else:
        output.answer(
            _("“{program}” is closed. Rewards already earned stay good to their date.").format(
                program=closed.name
            )
        )
