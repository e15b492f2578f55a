"""Pairs of customers who may be one person."""

from shopcard.rules.duplicates import Alike
from shopcard.store.answers.counter import CustomerDraft


def test_likely_duplicates_are_listed_once_what_tells_most_first(shop, marie):
    def add(name, **facts):
        return shop.customers.add(CustomerDraft(name, **facts)).customer.id

    shop.customers.edit(marie, birthday="24/11/1980", email="marie@example.com")
    same_phone = add("M. Lefèvre", phone="+33 6 12 34 56 78")
    same_name = add("LEFEVRE Marie", birthday="24/11/1980")
    same_mail = add("marie lefevre", email="Marie@example.com")
    near = add("Marie Lefevbre", birthday="24/11/1980")
    add("Marie Lefèvre")
    add("Marie Dupont", birthday="24/11/1980")
    shop.counter.stamp(same_phone)
    pairs = [({p.first.id, p.second.id}, p.why) for p in shop.customers.duplicates()]
    assert pairs[:3] == [
        ({marie, same_phone}, Alike.PHONE),
        ({marie, same_name}, Alike.NAME_AND_BIRTHDAY),
        ({marie, same_mail}, Alike.NAME_AND_EMAIL),
    ]
    assert [why for _pair, why in pairs[3:]] == [Alike.NEAR_NAME_AND_BIRTHDAY] * 2
    assert {frozenset(pair) for pair, _why in pairs[3:]} == {
        frozenset((other, near)) for other in (same_name, marie)
    }
    assert shop.customers.duplicates()[0].first.id == same_phone, "who came more often is kept"
    assert len(shop.customers.duplicates(limit=2)) == 2
    shop.customers.merge(marie, same_phone)
    assert {marie, same_phone} not in [
        {p.first.id, p.second.id} for p in shop.customers.duplicates()
    ]
