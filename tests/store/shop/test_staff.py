"""Who works in the shop, on a real file: PINs, wrong tries, one's own card, undoing, correcting."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.card import Kind
from shopcard.rules.staff import Role
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop

PIN = "4711"


class Steady:
    """Seconds that no clock setting changes, told to go on."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def steady():
    return Steady()


@pytest.fixture
def shop(where, clock, steady):
    with Shop.open(where, staff="Camille", till="left", clock=clock) as shop:
        shop.staff.steady = steady
        yield shop


@pytest.fixture
def anna(shop):
    """An owner with a PIN."""
    return shop.staff.set_pin(shop.staff.add("Anna", Role.OWNER).id, PIN)


@pytest.fixture
def camille(shop):
    """A cashier without one; she is at the till."""
    return shop.staff.add("Camille")


@pytest.fixture
def pass_time(clock, steady):
    def go_on(seconds):
        clock.wait(seconds=seconds)
        steady.now += seconds

    return go_on


def wrong(shop, member, times=1):
    """The last sentence of so many wrong tries."""
    for _n in range(times):
        with pytest.raises(Refused) as refused:
            shop.staff.prove(member.id, "9999")
    return refused.value.sentence


@pytest.fixture
def wait_a_minute(shop, anna, pass_time):
    """Anna has to, after five wrong tries."""
    wrong(shop, anna, 3)
    for seconds in (5, 15):
        pass_time(seconds)
        said = wrong(shop, anna)
    assert "Wait 60 seconds" in said


class TestTheList:
    def test_has_owners_first_and_says_who_has_a_pin_and_a_card(self, shop, marie, camille, anna):
        shop.staff.edit(camille.id, customer_id=marie)
        told = [(m.name, m.role, m.has_pin, m.customer) for m in shop.staff.members()]
        assert told == [
            ("Anna", Role.OWNER, True, ""),
            ("Camille", Role.CASHIER, False, "Marie Lefèvre"),
        ]
        assert shop.staff.edit(camille.id, customer_id="").customer_id is None

    def test_holds_a_name_once_however_it_is_spelt(self, shop, camille):
        with pytest.raises(Refused, match="Camille works here already"):
            shop.staff.add("  CAMÍLLE ")
        assert shop.staff.member("camille") == camille
        for nobody in ("Cam", ""):
            with pytest.raises(NotFound):
                shop.staff.member(nobody)

    def test_of_whoever_is_removed_keeps_nothing_but_takes_them_back(self, shop, camille):
        shop.staff.set_pin(camille.id, PIN)
        shop.staff.remove(camille.id)
        assert shop.staff.members() == ()
        for act in (shop.staff.remove, lambda i: shop.staff.prove(i, PIN)):
            with pytest.raises(NotFound):
                act(camille.id)
        back = shop.staff.add("camille", Role.OWNER)
        assert (back.id, back.name, back.has_pin) == (camille.id, "camille", False)

    def test_spells_the_name_that_a_till_is_opened_for(self, where, shop, camille):
        for given, known in (("CAMILLE", "Camille"), ("Zoé", "Zoé"), ("", "")):
            with Shop.open(where, staff=given) as again:
                assert again.opened.staff == known

    def test_never_leaves_cashiers_behind_the_door_of_an_owner_who_is_gone(
        self, shop, anna, camille
    ):
        for act in (
            lambda: shop.staff.remove(anna.id),
            lambda: shop.staff.edit(anna.id, role=Role.CASHIER),
        ):
            with pytest.raises(Refused, match="only owner with a PIN"):
                act()
        assert shop.staff.guarded()
        bob = shop.staff.set_pin(shop.staff.add("Bob", Role.OWNER).id, "8015")
        shop.staff.remove(anna.id)
        shop.staff.remove(camille.id)
        shop.staff.remove(bob.id)
        assert not shop.staff.guarded()


class TestAPin:
    def test_proves_who_one_is_and_is_nowhere_in_the_file(self, shop, where, anna):
        shop.staff.set_pin(anna.id, "a long pass phrase")
        assert shop.staff.prove(anna.id, " a  long pass phrase ").name == "Anna"
        wrong(shop, anna)
        assert b"long pass" not in where.read_bytes() + where.with_name("shop.db-wal").read_bytes()

    def test_is_hashed_as_owasp_asks(self, anna, sql):
        ((hashed,),) = sql("SELECT pin FROM staff")
        assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    def test_is_not_asked_of_whoever_has_none(self, shop, camille):
        assert shop.staff.prove(camille.id, "") == camille

    def test_taken_away_opens_the_owner_s_side(self, shop, anna):
        assert shop.staff.guarded()
        assert not shop.staff.set_pin(anna.id, "").has_pin
        assert not shop.staff.guarded()

    def test_that_is_damaged_in_the_file_is_a_wrong_one(self, shop, anna, sql):
        sql("UPDATE staff SET pin = 'x'")
        assert "not what Anna chose" in wrong(shop, anna)

    def test_stands_in_no_sentence(self, shop, anna):
        for said in (wrong(shop, anna), wrong(shop, anna, 5)):
            assert "9999" not in said
            assert PIN not in said


class TestWrongTries:
    def test_make_one_wait_longer_each_time_after_three(self, shop, anna, pass_time):
        assert "Wait" not in wrong(shop, anna, 2)
        for seconds, said in ((5, "5 seconds"), (15, "15 seconds"), (60, "60 seconds")):
            assert said in wrong(shop, anna)
            pass_time(seconds - 1)
            with pytest.raises(Refused, match="Wait 1 second,"):
                shop.staff.prove(anna.id, PIN)
            pass_time(1)
        assert "5 minutes" in wrong(shop, anna)

    def test_are_forgotten_after_a_right_one_and_with_a_new_pin(self, shop, anna, pass_time):
        wrong(shop, anna, 3)
        pass_time(5)
        shop.staff.prove(anna.id, PIN)
        wrong(shop, anna, 3)
        shop.staff.set_pin(anna.id, PIN)
        assert "Wait" not in wrong(shop, anna, 2)

    def test_while_one_waits_are_not_counted(self, shop, anna, sql):
        wrong(shop, anna, 20)
        assert sql("SELECT tries FROM staff") == [(3,)]

    @pytest.mark.usefixtures("wait_a_minute")
    def test_outlive_a_restart(self, where, clock, anna, pass_time):
        pass_time(58)
        with Shop.open(where, clock=clock) as again:
            with pytest.raises(Refused, match="2 seconds"):
                again.staff.prove(anna.id, PIN)
            clock.wait(seconds=2)
            assert again.staff.prove(anna.id, PIN).name == "Anna"

    @pytest.mark.usefixtures("wait_a_minute")
    def test_make_one_wait_anew_where_the_clock_was_set_back_over_a_restart(
        self, where, clock, anna
    ):
        clock.wait(days=-400)
        with Shop.open(where, clock=clock) as again:
            again.staff.steady = Steady()
            with pytest.raises(Refused, match="60 seconds"):
                again.staff.prove(anna.id, PIN)
            again.staff.steady.now += 59
            with pytest.raises(Refused, match="1 second,"):
                again.staff.prove(anna.id, PIN)
        clock.wait(seconds=60)
        with Shop.open(where, clock=clock) as once_more:
            assert once_more.staff.prove(anna.id, PIN).name == "Anna"

    @pytest.mark.usefixtures("wait_a_minute")
    def test_are_not_waited_off_by_setting_the_clock_on(self, shop, clock, anna, pass_time):
        clock.wait(days=1)
        with pytest.raises(Refused, match="60 seconds"):
            shop.staff.prove(anna.id, PIN)
        clock.wait(days=-2)
        pass_time(60)
        assert shop.staff.prove(anna.id, PIN).name == "Anna"

    def test_are_one_count_for_two_tills(self, shop, where, clock, anna):
        with Shop.open(where, till="right", clock=clock) as other:
            wrong(shop, anna, 2)
            assert "Wait 5 seconds" in wrong(other, anna)
            with pytest.raises(Refused, match="Wait 5 seconds"):
                shop.staff.prove(anna.id, PIN)

    def test_count_before_they_are_judged(self, shop, anna, sql, monkeypatch):
        def killed(_hasher, _hashed, _pin):
            raise KeyboardInterrupt

        monkeypatch.setattr("argon2.PasswordHasher.verify", killed)
        for n in (1, 2, 3):
            with pytest.raises(KeyboardInterrupt):
                shop.staff.prove(anna.id, PIN)
            assert sql("SELECT tries FROM staff") == [(n,)]
        with pytest.raises(Refused, match="Wait"):
            shop.staff.prove(anna.id, PIN)

    def test_at_many_tills_at_once_are_no_more_than_three(self, where, clock, anna, sql):
        def guess(till):
            said = []
            with Shop.open(where, till=f"till {till}", clock=clock) as shop:
                for n in range(4):
                    with pytest.raises(Refused) as refused:
                        shop.staff.prove(anna.id, f"90{till}{n}")
                    said.append("not what" in refused.value.sentence)
            return said

        with ThreadPoolExecutor(4) as tills:
            judged = [told for said in tills.map(guess, range(4)) for told in said]
        assert judged.count(True) == 3
        assert sql("SELECT tries FROM staff") == [(3,)]


class TestOnesOwnCard:
    @pytest.fixture
    def own(self, shop, camille, marie):
        shop.opened.staff = ""
        shop.counter.stamp(marie, stamps=10)
        shop.staff.edit(camille.id, customer_id=marie)
        shop.opened.staff = "camille"
        return marie

    def test_is_not_stamped_given_for_or_corrected_by_whoever_holds_it(self, shop, own):
        before = shop.counts()
        for act in (
            lambda: shop.counter.stamp(own),
            lambda: shop.counter.redeem(own),
            lambda: shop.counter.adjust(own, 1, reason="mine"),
        ):
            with pytest.raises(Refused, match="own card"):
                act()
        assert shop.counts() == before

    def test_is_by_somebody_else_of_the_team(self, shop, own, anna):
        shop.opened.staff = "Anna"
        assert shop.counter.stamp(own).act.staff == "Anna"
        shop.counter.redeem(own)

    def test_is_also_the_one_that_it_is_merged_with(self, shop, own, sql):
        kept = shop.customers.add(CustomerDraft("Marie L.")).customer.id
        shop.counter.stamp(kept)
        sql("UPDATE customer SET merged_into = ? WHERE id = ?", kept, own)
        with pytest.raises(Refused, match="own card"):
            shop.counter.stamp(kept)
        # The other way round: her list names the one who is kept.
        sql("UPDATE staff SET customer_id = ?", kept)
        with pytest.raises(Refused, match="own card"):
            shop.counter.stamp(own)

    def test_refused_does_not_hinder_other_cards(self, shop, own):
        other = shop.customers.add(CustomerDraft("Omar")).customer.id
        assert shop.counter.stamp(other).act.staff == "camille"


class TestUndoing:
    def test_anything_is_free_where_no_owner_has_a_pin(self, shop, marie, clock):
        shop.staff.set_pin(shop.staff.add("Noé").id, PIN)
        shop.opened.staff = "Noé"
        act = shop.counter.stamp(marie).act
        clock.wait(days=40)
        shop.opened.staff = "Camille"
        assert shop.counter.may_undo(act.id)
        assert shop.counter.undo(act.id, owner=False).act.kind is Kind.VOID

    def test_of_one_s_own_last_act_of_today_is_free(self, shop, marie, anna):
        act = shop.counter.stamp(marie).act
        assert shop.counter.may_undo(act.id)
        shop.counter.undo(act.id, owner=False)

    def test_of_another_s_an_older_or_an_earlier_one_needs_the_owner(
        self, shop, marie, anna, clock
    ):
        earlier = shop.counter.stamp(marie).act
        last = shop.counter.stamp(marie).act
        assert (shop.counter.may_undo(earlier.id), shop.counter.may_undo(last.id)) == (False, True)
        shop.opened.staff = "Noé"
        assert not shop.counter.may_undo(last.id)
        shop.opened.staff = "Camille"
        clock.wait(days=1)
        assert not shop.counter.may_undo(last.id)
        before = shop.counts()
        with pytest.raises(Refused, match="needs the owner"):
            shop.counter.undo(last.id, owner=False)
        assert shop.counts() == before
        done = shop.counter.undo(last.id, owner=True, reason="wrong card")
        assert (done.act.voids, done.act.reason) == (last.id, "wrong card")

    def test_of_what_is_not_there_says_so(self, shop):
        with pytest.raises(NotFound):
            shop.counter.may_undo(404)


class TestACorrection:
    def test_is_an_entry_with_its_reason_and_no_purchase(self, shop, marie, wash):
        shop.counter.stamp(marie, program=wash, stamps=3)
        done = shop.counter.adjust(marie, -2, program=wash, reason="  not  paid ", key="k")
        assert (done.act.kind, done.act.stamps, done.act.reason) == (Kind.ADJUST, -2, "not paid")
        assert done.cards[0].card.stamps == 1
        again = shop.counter.adjust(marie, -2, program=wash, reason="  not  paid ", key="k")
        assert (again.replayed, again.act) == (True, done.act)
        assert shop.counter.today().purchases == 1
        assert shop.customers.get(marie).visits == 1
        assert shop.check().ok

    def test_without_a_reason_or_of_a_closed_programme_is_refused(self, shop, marie, wash):
        with pytest.raises(Refused, match="Say why"):
            shop.counter.adjust(marie, 1, reason=" \x1b ")
        shop.programs.close(wash)
        with pytest.raises(Refused, match="closed"):
            shop.counter.adjust(marie, 1, program=wash, reason="why")
        assert shop.counter.history() == ()

    def test_can_be_undone(self, shop, marie):
        shop.counter.adjust(marie, 12, reason="brought her paper card")
        assert shop.customers.find("marie")[0].ready == 1
        shop.counter.undo(customer_id=marie)
        assert (shop.customers.find("marie")[0].ready, shop.customers.find("marie")[0].stamps) == (
            0,
            0,
        )
        assert shop.check().ok
