"""Customers' answers and comments on a real file: kept, counted, read, marked."""

from datetime import timedelta

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.feedback import Ask, Voices
from shopcard.rules.metrics import Group
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayStamp, PlayVoice

NOT_A_NUMBER = (-1, 11)


@pytest.fixture
def asking(shop):
    """The shop with the recommendation question switched on."""
    shop.opened.change_setting("ask", "recommend")
    return shop


@pytest.fixture
def omar(shop):
    return shop.customers.add(CustomerDraft("Omar Mariani")).customer.id


@pytest.fixture
def regular(shop, marie, clock):
    """Somebody who came twice."""
    for days in (9, 8):
        shop.counter.stamp(marie, at=clock() - timedelta(days=days))
    return marie


def new(shop, name, by=None):
    """Somebody who comes for the first time, brought by another or not."""
    made = shop.customers.add(CustomerDraft(name, referred_by=by)).customer.id
    shop.counter.stamp(made)
    return made


def merge(sql, kept, other):
    """What a merge leaves of two people, as far as their voices go."""
    sql("UPDATE customer SET merged_into = ? WHERE id = ?", kept, other)
    sql("UPDATE customer SET first_visit = NULL, visits = 0 WHERE id = ?", other)
    sql("DELETE FROM customer_month WHERE customer_id = ?", other)
    sql("DELETE FROM cell")


# Asking


def test_nobody_is_asked_unless_the_owner_wants_it(shop, regular):
    assert shop.feedback.due(regular) is Ask.NO


def test_case_42_a_first_visit_is_not_asked_and_a_second_is(asking, omar, clock):
    assert asking.feedback.due(omar) is Ask.NO
    asking.counter.stamp(omar)
    asking.counter.stamp(omar)
    assert asking.feedback.due(omar) is Ask.NO
    clock.wait(days=1)
    asking.counter.stamp(omar)
    assert asking.feedback.due(omar) is Ask.RECOMMEND


def test_case_42_an_answer_taken_back_is_gone_and_asked_again(asking, regular):
    voice = asking.feedback.note(regular, recommend=2)
    assert asking.feedback.due(regular) is Ask.NO
    asking.feedback.take_back(voice.id)
    assert asking.feedback.due(regular) is Ask.RECOMMEND
    assert asking.month.figures().figures.voices.scored == 0
    with pytest.raises(NotFound):
        asking.feedback.take_back(voice.id)


@pytest.mark.parametrize("said", [{"recommend": 0}, {"satisfied": False}, {}])
def test_who_answered_or_would_rather_not_is_left_alone_for_a_quarter(asking, regular, clock, said):
    assert asking.feedback.due(regular) is Ask.RECOMMEND
    asking.feedback.note(regular, **said)
    for days, ask in ((0, Ask.NO), (89, Ask.NO), (1, Ask.RECOMMEND)):
        clock.wait(days=days)
        assert asking.feedback.due(regular) is ask


def test_a_free_comment_is_no_asking(asking, regular):
    asking.feedback.note(regular, comment="More pistachio.")
    assert asking.feedback.due(regular) is Ask.RECOMMEND


def test_the_other_question_is_asked_when_it_is_chosen(asking, regular):
    asking.opened.change_setting("ask", "satisfied")
    assert asking.feedback.due(regular) is Ask.SATISFIED


def test_two_who_were_merged_are_asked_as_one(asking, regular, omar, sql):
    asking.feedback.note(omar, recommend=9)
    assert asking.feedback.due(regular) is Ask.RECOMMEND
    merge(sql, regular, omar)
    assert (asking.feedback.due(regular), asking.feedback.due(omar)) == (Ask.NO, Ask.NO)


# Noting


def test_what_is_said_is_kept_with_who_noted_it(shop, marie, sql):
    noted = shop.feedback.note(marie, recommend=9, satisfied=False, comment=" So\tso [b]\u202e \n")
    assert (noted.customer, noted.name, noted.day) == (
        marie,
        "Marie Lefèvre",
        shop.opened.today_day(),
    )
    assert (noted.recommend, noted.satisfied, noted.comment) == (9, False, "So so [b]")
    assert sql("SELECT staff, till, recommend, satisfied FROM feedback") == [
        ("Camille", "left", 9, 0)
    ]


@pytest.mark.parametrize("recommend", NOT_A_NUMBER)
def test_another_number_is_refused_and_nothing_is_written(shop, marie, sql, recommend):
    with pytest.raises(Refused):
        shop.feedback.note(marie, recommend=recommend)
    assert sql("SELECT count(*) FROM feedback") == [(0,)]


def test_a_comment_too_long_and_an_erased_customer_are_refused(shop, marie, sql):
    with pytest.raises(Refused):
        shop.feedback.note(marie, comment="x" * 401)
    sql("UPDATE customer SET name = '', erased_on = '2026-11-01' WHERE id = ?", marie)
    with pytest.raises(Refused) as refusal:
        shop.feedback.note(marie, recommend=3)
    assert "erased" in refusal.value.sentence
    with pytest.raises(NotFound):
        shop.feedback.note("c-nobody", recommend=3)


def test_what_a_merged_customer_says_is_the_kept_one_s(shop, marie, omar, sql):
    merge(sql, marie, omar)
    noted = shop.feedback.note(omar, comment="Hello.")
    assert (noted.customer, noted.name) == (marie, "Marie Lefèvre")


# Reading and marking


def test_comments_are_read_newest_first_and_marked_as_acted_upon(shop, marie, omar, clock):
    first = shop.feedback.note(marie, comment="First.").id
    shop.feedback.note(omar, recommend=3)
    clock.wait(days=1)
    second = shop.feedback.note(omar, comment="Second.").id
    assert [c.comment for c in shop.feedback.comments()] == ["Second.", "First."]
    assert [
        c.id for c in shop.feedback.comments(until=shop.opened.today_day() - timedelta(days=1))
    ] == [first]
    assert shop.feedback.acted_upon(second).acted_on == shop.opened.today_day()
    assert [c.id for c in shop.feedback.comments(open_only=True)] == [first]
    assert shop.feedback.acted_upon(second, take_back=True).acted_on is None
    assert [c.id for c in shop.feedback.comments(open_only=True, limit=1)] == [second]


def test_only_a_comment_can_be_marked(shop, marie):
    answer = shop.feedback.note(marie, recommend=3).id
    for nothing in (answer, 999):
        with pytest.raises(NotFound):
            shop.feedback.acted_upon(nothing)


def test_comments_of_a_merged_customer_stand_under_the_kept_name(shop, marie, omar, sql):
    shop.feedback.note(omar, comment="Before.")
    merge(sql, marie, omar)
    (comment,) = shop.feedback.comments()
    assert (comment.customer, comment.name) == (marie, "Marie Lefèvre")


# The month


def test_the_latest_answer_of_each_customer_counts(shop, marie, omar, clock):
    shop.feedback.note(marie, recommend=3, satisfied=True)
    clock.wait(hours=1)
    shop.feedback.note(marie, recommend=9)
    shop.feedback.note(omar, recommend=7, satisfied=False)
    shop.feedback.note(omar)
    figures = shop.month.figures().figures
    assert figures.voices == Voices(1, 1, 0, satisfied=1, not_satisfied=1)
    assert (figures.values["nps"], figures.values["satisfaction_pct"]) == (50, 50)
    day = shop.opened.today_day()
    behind = {group: [b.id for b in shop.month.behind(day, group)] for group in Group}
    assert behind[Group.PROMOTERS] == behind[Group.SATISFIED] == [marie]
    assert behind[Group.PASSIVES] == behind[Group.NOT_SATISFIED] == [omar]
    assert behind[Group.DETRACTORS] == []


def test_a_month_that_is_over_keeps_its_voices(shop, marie, clock):
    november = shop.opened.today_day()
    shop.counter.stamp(marie)
    shop.feedback.note(marie, recommend=3)
    clock.wait(days=30)
    assert shop.month.figures(november).figures.voices.detractors == 1
    shop.feedback.note(marie, recommend=10)
    assert shop.month.figures(november).figures.voices == Voices(detractors=1)
    assert shop.month.figures().figures.voices == Voices(promoters=1)
    # A till whose clock stands a month back writes into a month that was counted already.
    clock.wait(days=-30)
    shop.feedback.note(marie, recommend=8)
    clock.wait(days=30)
    assert shop.month.figures(november).figures.voices == Voices(passives=1)


def test_two_who_were_merged_answer_once_and_an_erased_one_keeps_counting(shop, marie, omar, sql):
    shop.feedback.note(marie, recommend=10)
    shop.feedback.note(omar, recommend=2)
    merge(sql, marie, omar)
    assert shop.month.figures().figures.voices == Voices(detractors=1)
    assert [b.id for b in shop.month.behind(shop.opened.today_day(), Group.DETRACTORS)] == [marie]
    sql("UPDATE customer SET name = '', folded = '', erased_on = '2026-11-24' WHERE id = ?", marie)
    assert shop.month.figures().figures.voices == Voices(detractors=1)


def test_the_score_has_an_arrow_only_where_it_moved_more_than_chance(shop, clock):
    people = [shop.customers.add(CustomerDraft(f"Person {n}")).customer.id for n in range(40)]
    for who in people:
        shop.counter.stamp(who)
        shop.feedback.note(who, recommend=2)
    clock.wait(days=30)
    for who in people:
        shop.counter.stamp(who)
        shop.feedback.note(who, recommend=10)
    clock.wait(days=30)
    december = shop.opened.today_day() - timedelta(days=30)
    assert shop.month.figures(december).figures.changes["nps"].by == 200
    assert "nps" not in shop.month.figures(december - timedelta(days=30)).figures.changes


# Referrals


def test_a_referral_is_a_new_customer_of_the_month_who_names_another(shop, marie, omar, clock):
    shop.counter.stamp(marie)
    old = new(shop, "Old", by=omar)
    shop.customers.add(CustomerDraft("Never came", referred_by=marie))
    clock.wait(days=30)
    ada, ben = new(shop, "Ada", by=marie), new(shop, "Ben", by=marie)
    new(shop, "Alone")
    assert shop.month.figures().figures.values["referrals"] == 2
    found = [(a.name, a.brought, a.in_month) for a in shop.month.ambassadors()]
    assert found == [("Marie Lefèvre", 2, 2), ("Omar Mariani", 1, 0)]
    month = shop.opened.today_day()
    assert [(b.id, b.by) for b in shop.month.brought(month)] == [(ada, marie), (ben, marie)]
    assert [b.id for b in shop.month.brought()] == [ada, ben, old]
    assert [b.id for b in shop.month.brought(by=omar)] == [old]
    assert [a.name for a in shop.month.ambassadors(month - timedelta(days=30))] == ["Omar Mariani"]
    assert [b.id for b in shop.month.behind(month, Group.REFERRED)] == [ada, ben]
    assert [b.id for b in shop.month.behind(month, Group.AMBASSADORS)] == [marie]


def test_nobody_brings_themselves_by_a_merge(shop, marie, omar, sql):
    shop.counter.stamp(marie)
    ben = new(shop, "Ben", by=omar)
    merge(sql, marie, omar)
    assert [(a.id, a.brought) for a in shop.month.ambassadors()] == [(marie, 1)]
    assert [(b.id, b.by) for b in shop.month.brought()] == [(ben, marie)]
    merge(sql, marie, ben)
    assert (shop.month.ambassadors(), shop.month.figures().figures.values["referrals"]) == ((), 0)


def test_what_one_of_two_said_before_the_merge_is_not_lost(shop, marie, omar, sql):
    shop.counter.stamp(marie)
    twin = new(shop, "Marie L.", by=omar)
    merge(sql, marie, twin)
    assert [(b.id, b.by) for b in shop.month.brought(shop.opened.today_day())] == [(marie, omar)]
    assert shop.month.figures().figures.values["referrals"] == 1


# Played


def test_a_played_past_has_voices(shop, clock, cone):
    at = clock.now - timedelta(days=10)
    draft = CustomerDraft("Ada")
    shop.imports.past(
        [
            PlayJoin(draft, at, "c1"),
            PlayStamp("c1", at, 1, cone, None),
            PlayVoice("c1", at, 9, comment=" Nice\u202e. ", acted_on=at.date(), staff="Noé"),
            PlayVoice("c1", at, satisfied=False),
        ]
    )  # fmt: skip
    (comment,) = shop.feedback.comments()
    assert (comment.name, comment.comment, comment.recommend) == ("Ada", "Nice.", 9)
    assert (comment.staff, comment.day, comment.acted_on) == ("Noé", at.date(), at.date())
    assert shop.month.figures().figures.voices == Voices(promoters=1, not_satisfied=1)
    assert shop.check().ok
