"""Which customers may be one person who is here twice.

Only those who share something are compared with one another: a phone, an e-mail address, or a
birthday and a word of the name. So a hundred thousand customers take little longer than a hundred.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from shopcard.rules.text import one_edit_apart, typed_words, words

MOST_SHARING = 20
"""What more customers than this have in common says nothing of any two: the shop's own phone, or
the first of January."""
SHORTEST_SLIP = 4
"""Words shorter than this are not taken for one another with a letter wrong."""


class Alike(IntEnum):
    """What two customers have in common, what tells most first."""

    PHONE = 1
    NAME_AND_BIRTHDAY = 2
    NAME_AND_EMAIL = 3
    NEAR_NAME_AND_BIRTHDAY = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer; empty where it is not."""

    id: str
    name: str
    birthday: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    """E.164."""


def pairs(customers: Iterable[Known]) -> dict[tuple[str, str], Alike]:
    """The likely pairs, each once with its ids in order and what tells most."""
    told = {customer.id: customer for customer in customers}
    found: dict[tuple[str, str], Alike] = {}
    for one, other in _sharing(told):
        if why := alike(told[one], told[other]):
            found[one, other] = why
    return found


def alike(one: Known, other: Known) -> Alike | None:
    """What two customers have in common, None where that is not enough."""
    if set(one.phones) & set(other.phones):
        return Alike.PHONE
    same = same_name(one.name, other.name)
    if one.birthday and one.birthday == other.birthday:
        if same:
            return Alike.NAME_AND_BIRTHDAY
        if near(one.name, other.name):
            return Alike.NEAR_NAME_AND_BIRTHDAY
    if same and one.email and one.email.casefold() == other.email.casefold():
        return Alike.NAME_AND_EMAIL
    return None


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, in any order, joined or apart."""
    first, second = typed_words(one), typed_words(other)
    return bool(first) and (set(first) == set(second) or "".join(first) == "".join(second))


def near(one: str, other: str) -> bool:
    """Whether two names have the same words, in any order, but for a typing mistake in one."""
    first, second = set(typed_words(one)), set(typed_words(other))
    mine, theirs = sorted(first - second), sorted(second - first)
    return (
        len(mine) == len(theirs) == 1
        and min(len(mine[0]), len(theirs[0])) >= SHORTEST_SLIP
        and one_edit_apart(mine[0], theirs[0])
    )


def _sharing(customers: Mapping[str, Known]) -> Iterator[tuple[str, str]]:
    """Pairs with enough in common to be compared, some of them more than once."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for customer in customers.values():
        for key in _keys(customer):
            groups[key].append(customer.id)
    for group in groups.values():
        if len(group) <= MOST_SHARING:
            yield from combinations(sorted(group), 2)


def _keys(customer: Known) -> Iterator[Hashable]:
    yield from (("phone", phone) for phone in dict.fromkeys(customer.phones))
    if customer.email:
        yield "email", customer.email.casefold()
    if customer.birthday:
        yield from (("birthday", customer.birthday, word) for word in words(customer.name))
        if len(typed_words(customer.name)) == 1:
            yield "birthday", customer.birthday
