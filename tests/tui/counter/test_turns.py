"""Acts are done one at a time, in the order they came, and none is lost to another's fault."""

import asyncio

from shopcard.tui.counter.state import Turn
from shopcard.tui.counter.turns import Turns


class Queue:
    """Turns at work, with what they did and what they ended with."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failures: list[str] = []
        self.turns = Turns(self._failed)

    async def _failed(self, error: Exception) -> None:
        self.failures.append(str(error))

    def act(self, name: str, *, fails: bool = False, waits: asyncio.Event | None = None) -> Turn:
        async def turn() -> None:
            self.done.append(f"{name} begins")
            if waits is not None:
                await waits.wait()
            await asyncio.sleep(0)
            if fails:
                raise ValueError(name)
            self.done.append(f"{name} ends")

        return turn

    async def rest(self) -> None:
        async with asyncio.timeout(5):
            while self.turns.occupied:
                await asyncio.sleep(0)


async def test_nothing_is_done_before_turns_begin_and_all_of_it_after() -> None:
    queue = Queue()
    queue.turns.put(queue.act("stamp"))
    work = asyncio.create_task(queue.turns.work())
    await asyncio.sleep(0)
    assert queue.done == []
    assert queue.turns.waiting
    queue.turns.begin()
    await queue.rest()
    work.cancel()
    assert queue.done == ["stamp begins", "stamp ends"]


async def test_an_act_begins_when_the_one_before_it_has_ended() -> None:
    queue, answer = Queue(), asyncio.Event()
    queue.turns.begin()
    work = asyncio.create_task(queue.turns.work())
    queue.turns.put(queue.act("stamp", waits=answer))
    queue.turns.put(queue.act("open"))
    for _step in range(5):
        await asyncio.sleep(0)
    assert queue.done == ["stamp begins"]
    assert queue.turns.occupied
    assert queue.turns.waiting
    answer.set()
    await queue.rest()
    work.cancel()
    assert queue.done == ["stamp begins", "stamp ends", "open begins", "open ends"]


async def test_an_act_that_fails_is_told_of_and_the_next_has_its_turn() -> None:
    queue = Queue()
    queue.turns.begin()
    work = asyncio.create_task(queue.turns.work())
    queue.turns.put(queue.act("stamp", fails=True))
    queue.turns.put(queue.act("open"))
    await asyncio.sleep(0)
    await queue.rest()
    work.cancel()
    assert queue.failures == ["stamp"]
    assert queue.done[-1] == "open ends"
