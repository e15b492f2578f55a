"""Stamps, rewards and undoing, for the open customer."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from shopcard.language import _, say_day
from shopcard.rules.counter_box import AskAmount, Either, Next, Nothing, Purchase
from shopcard.tui.counter import sure
from shopcard.tui.counter.card_panel import say_standing
from shopcard.tui.counter.gate import AskReason
from shopcard.tui.counter.state import Said
from shopcard.tui.dialogs import AskAmount as AskForAmount
from shopcard.tui.dialogs import Choose, Confirm
from shopcard.words.acts import say_act, say_act_fully

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Act, CardView, Done, OpenCard
    from shopcard.tui.counter.screen import Counter


class Purchases:
    """What is written for the open customer. Each act here has its turn."""

    def __init__(self, counter: "Counter") -> None:
        self._counter = counter
        self._state = counter.state

    async def press(self, text: str) -> None:
        """Enter, on an empty box or on figures for the open customer."""
        if not text and self._state.again is not None:
            await self._state.again()
            return
        self._state.said = None
        self._counter.pass_by()
        if self._state.no_stamps and not isinstance(self._counter.read(text), Next):
            self._counter.put_back(text)
            self._counter.say(Said(self._state.no_stamps))
            return
        intent = self._counter.read(text)
        if not text and not await sure.again(
            self._counter.app, self._state.opened, self._state.again_soon
        ):
            return
        if isinstance(intent, Either):
            intent = (
                await sure.which(
                    self._counter.app, intent, self._counter.shop.opened.settings.currency
                )
                or intent
            )
        match intent:
            case Nothing():
                await self._counter.rest.bring_back()
            case Next():
                await self._counter.leave()
            case AskAmount():
                await self._ask_amount()
            case Purchase() as purchase:
                await self.stamp(purchase, text)
            case _:
                self._counter.put_back(text)

    async def _ask_amount(self) -> None:
        assert self._state.opened is not None
        amount = await self._counter.ask(
            AskForAmount(
                _("How much did {name} spend?").format(name=self._state.opened.customer.name),
                self._counter.shop.opened.settings.currency,
            )
        )
        if amount is not None:
            await self.stamp(Purchase(amount=amount))

    async def stamp(self, purchase: Purchase, text: str = "") -> None:
        from shopcard.store.shop.open_shop import new_key

        view = self._state.card
        if self._state.opened is None or view is None:
            return
        opened = self._state.opened
        app, shop = self._counter.app, self._counter.shop
        if not await sure.so_many(app, shop, view, purchase) or not await sure.so_much(
            app, shop, purchase.amount
        ):
            self._counter.put_back(text)
            return
        act = partial(
            self._counter.shop.counter.stamp,
            opened.customer.id,
            stamps=purchase.stamps,
            program=view.program.id,
            amount=purchase.amount,
            key=new_key(),
        )
        await self._counter.writes.do(act, partial(self._stamped, opened, view))

    async def _stamped(self, opened: "OpenCard", before: "CardView", done: "Done") -> None:
        gained = sum(e.stamps for e in done.act.programs if e.program == before.program.name)
        self._state.stamped(before, gained, done.act.id)
        await self._counter.open(done.act.customer)
        standing = say_standing(self._state.card, self._state.fresh) if self._state.card else ""
        said = sure.say_stamped(opened, done, standing, self._counter.shop.opened.settings.currency)
        self._counter.say(Said(said, good=True))
        self._counter.feedback.ask_in_turn(done.act.customer)

    async def redeem(self) -> None:
        from shopcard.store.shop.open_shop import new_key

        if self._state.opened is None:
            self._counter.say(Said(_("Open a customer first.")))
            return
        name = self._state.opened.customer.name
        gifts = [(program.id, reward, program.name) for program, reward in self._state.opened.gifts]
        copies = [(program.id, r.name, program.name) for program, r in self._state.opened.ready]
        ready = list(dict.fromkeys([*gifts, *copies]))
        if not ready:
            self._counter.say(Said(_("No reward is ready for {name}.").format(name=name)))
            return
        if len(ready) == 1:
            question = _("Give “{reward}” to {name}?").format(reward=ready[0][1], name=name)
            yes = await self._counter.ask(Confirm(question, yes=_("Give it"), no=_("Back")))
            chosen = 0 if yes else None
        else:
            chosen = await self._counter.ask(
                Choose(
                    _("Which reward for {name}?").format(name=name),
                    [f"{reward} · {program}" for _id, reward, program in ready],
                )
            )
        if chosen is None:
            return
        program, reward, _name = ready[chosen]
        act = partial(
            self._counter.shop.counter.redeem,
            self._state.opened.customer.id,
            program=program,
            reward=reward,
            key=new_key(),
        )
        await self._counter.writes.do(
            act, partial(self._acted, _("{what} given").format(what=f"★ {reward}"))
        )

    async def _acted(self, said: str, done: "Done") -> None:
        if self._state.opened is not None and self._state.opened.customer.id == done.act.customer:
            await self._counter.open(done.act.customer)
        self._counter.draw_day()
        self._counter.say(Said(said, good=True))

    async def undo(self) -> None:
        from shopcard.store.shop.open_shop import new_key

        if self._state.noted is not None:
            await self._counter.feedback.take_back(self._state.noted)
            return
        whose = self._state.opened.customer.id if self._state.opened else None
        act = await asyncio.to_thread(self._counter.shop.counter.last_act, whose)
        if act is None:
            self._counter.say(Said(_("There is nothing to undo.")))
            return
        settings = self._counter.shop.opened.settings
        what = say_act_fully(act, settings.currency, settings.zone)
        question = _("Undo {what}?").format(what=what)
        reason: str | None = ""
        if free := await asyncio.to_thread(self._counter.shop.counter.may_undo, act.id):
            asked = Confirm(question, yes=_("Undo"), no=_("Back"), detail=act.name)
            agreed = await self._counter.ask(asked)
        else:
            reason = await self._counter.ask(AskReason(question, _whose(act)))
            agreed = bool(reason) and await self._counter.owner.ask()
        if agreed:
            said = _("Undone: {what}").format(what=say_act(act, settings.currency))

            async def undone(done: "Done") -> None:
                self._state.undone(act.id)
                self._counter.pass_by()
                await self._acted(said, done)

            undo = partial(
                self._counter.shop.counter.undo,
                act.id,
                reason=reason or "",
                owner=not free,
                key=new_key(),
            )
            await self._counter.writes.do(undo, undone)


def _whose(act: "Act") -> str:
    """Why undoing this asks for more."""
    who = act.staff or _("nobody in particular")
    return _("{customer} · by {who}, {day}: it needs the owner, and a reason.").format(
        customer=act.name, who=who, day=say_day(act.business_day, year=False)
    )
