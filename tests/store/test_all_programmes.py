"""Random acts over every kind of programme: what is kept, the replay and a naive shop agree."""

from random import Random

import pytest

from shopcard.errors import Ambiguous, Refused
from shopcard.rules.card import replay
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import reading
from shopcard.store.ledger import rebuild
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop.shop import Shop
from tests.naive_card import NaiveShop
from tests.store.store_clock import Clock

PROGRAMS = {
    "Cones": make_terms([(None, "Cone")], stamps=10, welcome=2, birthday="Sundae"),
    "Rewards": make_terms([(3, "Cookie"), (None, "Coffee or tea")], stamps=6, referral=1),
    "Spend": make_terms([(None, "Scarf")], stamps=4, per=1500, most=5, per_day=2),
    "Tiers": make_terms(
        [(None, "Wash")], stamps=6, tiers=[("Silver", 3, 2, None), ("Gold", 9, 3, "Polish")]
    ),
    "Short": make_terms([(None, "Bun")], stamps=3, stamps_expire=1, reward_expires=20, pause=30),
    "Stall": make_terms([(None, "Jam")], stamps=5, channel="Market", per=700),
    "Voucher": make_terms(
        [(None, "Gift card")], stamps=5, costs={"Gift card": 500}, partners={"Gift card": "Lilas"}
    ),
}


def lived(shop, clock, random, acts):
    """So many acts, done or refused; how many were done."""
    ids = [p.id for p in shop.programs.all()]
    people = [shop.customers.add(CustomerDraft("Customer 0")).customer.id]
    done = 0
    for n in range(acts):
        clock.wait(minutes=random.choice((1, 20, 400, 1500, 9000)))
        who, program = random.choice(people), random.choice(ids)
        try:
            match random.choice(
                ("stamp",) * 6 + ("spend",) * 3 + ("redeem", "redeem", "undo", "join", "change")
            ):
                case "stamp":
                    shop.counter.stamp(who, program=program, stamps=random.randint(1, 7))
                case "spend":
                    channel = random.choice(("", "", "market"))
                    shop.counter.stamp(who, amount=random.randrange(12_000), channel=channel)
                case "redeem":
                    shop.counter.redeem(who, program=program)
                case "undo":
                    shop.counter.undo(customer_id=random.choice((who, who, None)))
                case "join" if len(people) < 12:
                    birthday = f"--{random.randint(1, 12):02}-{random.randint(1, 28):02}"
                    draft = CustomerDraft(
                        f"Customer {n}", birthday=birthday, referred_by=random.choice(people)
                    )
                    people.append(shop.customers.add(draft).customer.id)
                case "change":
                    name = random.choice(list(PROGRAMS))
                    terms = PROGRAMS[name]
                    changed = random.choice((terms, make_terms([(None, "Bun")], stamps=4)))
                    shop.programs.change(shop.programs.named(name).id, terms=changed)
            done += 1
        except (Refused, Ambiguous):
            pass
    return done


def agree(shop, today):
    with reading(shop.opened.engine) as session:
        programs = Programs(session)
        for customer_id, entries in rebuild.each_ledger(session, programs):
            standing, naive = replay(entries, today), NaiveShop(entries, today)
            assert standing.uncovered == () == tuple(naive.uncovered)
            assert {
                program: (
                    card.terms,
                    card.stamps,
                    card.carry,
                    card.expires,
                    [
                        [r.name, r.earned_by, r.earned_on, r.expires, r.redeemed_by]
                        for r in card.rewards
                    ],
                )
                for program, card in standing.cards.items()
                if card.terms or card.rewards
            } == naive.picture(), customer_id
    assert shop.check().problems == ()


def random_acts_agree(folder, seed, acts):
    clock, random = Clock(), Random(seed)
    settings = Settings("Everything", acts_per_day=100)
    with Shop.create(folder / "shop.db", settings, list(PROGRAMS.items()), clock=clock) as shop:
        done = lived(shop, clock, random, acts)
        assert done > acts / 2
        agree(shop, shop.opened.today_day())


def test_random_acts_over_every_kind_of_programme(tmp_path):
    random_acts_agree(tmp_path, seed=4, acts=400)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_ten_thousand_of_them(tmp_path):
    random_acts_agree(tmp_path, seed=10, acts=10_000)
