"""The customers' side of Shop: adding, finding and correcting them, and two who are one."""

from collections.abc import Sequence
from dataclasses import replace

from shopcard.language import _
from shopcard.rules.identity import clean_card
from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import (
    Added,
    CardHeld,
    Consent,
    Customer,
    CustomerDraft,
    Done,
    Likeness,
    Match,
    Merged,
    MergeSeen,
)
from shopcard.store.counter import acts, merge, till
from shopcard.store.customers import consent, match_lines, rows, who_is_meant
from shopcard.store.customers.find import find_ids
from shopcard.store.database.engine import looking, reading, writing
from shopcard.store.ledger import merged
from shopcard.store.shop.open_shop import OpenShop, new_key


class CustomersPart:
    """Customers as people, whatever is on their cards."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def likely_duplicates(
        self, draft: CustomerDraft, *, besides: str | None = None
    ) -> tuple[Customer, ...]:
        """Those with the same phone or the same name."""
        with reading(self._opened.engine) as session:
            ids = who_is_meant.likely_duplicates(
                session, draft, self._opened.settings.country, besides
            )
            return rows.customers(session, ids)

    def add(self, draft: CustomerDraft) -> Added:
        """Warns of a phone that another has. Refused for a card number that is or was in use."""
        region = self._opened.settings.country
        draft = rows.cleaned(draft, region, self._opened.today_day())
        with writing(self._opened.engine) as session:
            same = rows.customers(
                session,
                who_is_meant.likely_duplicates(
                    session, CustomerDraft("", draft.phone), region, None
                ),
            )
            if draft.referred_by:
                draft = replace(draft, referred_by=merged.kept(session, draft.referred_by)[0])
            made = rows.add(
                session, draft, joined=self._opened.today_day(), at=self._opened.clock()
            )
            if draft.contact_ok:
                consent.note(session, self._opened.acting(), made, agreed=True)
            acts.welcome(session, self._opened.acting(), made)
            customer = rows.customers(session, [made])[0]
        warnings = tuple(
            _("{name} has the same phone number.").format(name=other.name) for other in same
        )
        return Added(customer, warnings)

    def edit(
        self,
        customer_id: str,
        *,
        name: str | None = None,
        phones: Sequence[str] | None = None,
        email: str | None = None,
        birthday: str | None = None,
        note: str | None = None,
        contact_ok: bool | None = None,
        referred_by: str | None = None,
    ) -> Customer:
        """Correct what is given; None leaves a field as it is. Refused, with nothing corrected,
        when `referred_by` (an id, empty for nobody) cannot be said any more."""
        from shopcard.store.customers import referrals

        with writing(self._opened.engine) as session:
            rows.correct(
                session, self._opened.acting(), customer_id,
                name=name, phones=phones, email=email, birthday=birthday, note=note,
                contact_ok=contact_ok,
            )  # fmt: skip
            if referred_by is not None:
                referrals.name_referrer(session, customer_id, referred_by)
            return rows.customers(session, [customer_id])[0]

    def give_card(self, customer_id: str, number: str = "") -> Customer:
        """Give a card number, a new one when none is named; the one in use opens nothing more."""
        with writing(self._opened.engine) as session:
            rows.row(session, customer_id)
            wanted = clean_card(number) if number.strip() else ""
            rows.give_number(session, customer_id, wanted, self._opened.clock())
            return rows.customers(session, [customer_id])[0]

    def get(self, customer_id: str) -> Customer:
        with reading(self._opened.engine) as session:
            return rows.customers(session, [customer_id])[0]

    def consents(self, customer_id: str) -> tuple[Consent, ...]:
        """When and how a person agreed to be contacted, or no longer, the oldest answer first."""
        with reading(self._opened.engine) as session:
            return consent.journal(session, customer_id)

    def holder(self, number: str) -> str | None:
        """Who holds a card number; Refused when it was replaced, None when it is unknown."""
        wanted = clean_card(number)
        with reading(self._opened.engine) as session:
            return who_is_meant.holder(session, wanted)

    def card_scanned(self, readings: Sequence[str]) -> CardHeld | None:
        """The card among all that a scan can be, with its holder: Ambiguous when it can be two,
        Refused when it was replaced, None when none is known."""
        with reading(self._opened.engine) as session:
            return who_is_meant.card_scanned(session, readings)

    def resolve(self, text: str, *, to_write: bool = False) -> str:
        """The customer meant by a card number, a phone, an id or a name. NotFound or Ambiguous."""
        with reading(self._opened.engine) as session:
            return who_is_meant.resolve(
                session, text, self._opened.settings.country, to_write=to_write
            )

    def find(self, text: str, limit: int = 50) -> tuple[Match, ...]:
        """Customers that a typed text finds, best first."""
        with looking(self._opened.engine) as shop:
            ids, exact = find_ids(shop, text, self._opened.settings.country, limit)
            return match_lines.matches(
                shop, ids, exact, self._opened.today_day(), self._opened.channel
            )

    def several(self, ids: Sequence[str]) -> tuple[Customer, ...]:
        with reading(self._opened.engine) as session:
            return rows.customers(session, ids)

    def preview_merge(self, keep: str, other: str) -> MergeSeen:
        """What a merge would come to. Refused as `merge`."""
        with reading(self._opened.engine) as session:
            return merge.preview(
                session, keep, other, self._opened.clock(), self._opened.today_day()
            )

    def merge(self, keep: str, other: str, *, key: str | None = None) -> Done:
        """Make one customer of two: the one kept takes over the cards, phones, card numbers and
        figures of the other. Refused for a customer with themselves, and for one who was merged
        into another already or is forgotten."""
        with writing(self._opened.engine) as session:
            return merge.merge(session, self._opened.acting(), keep, other, key or new_key())

    def unmerge(self, customer_id: str, *, key: str | None = None, reason: str = "") -> Done:
        """Part a customer from the one they were merged into, who keeps all later acts. Refused
        for one who was not, and when a reward given since came by the merge."""
        asked = till.Asked("unmerge", customer_id, reason=clean_text(reason, most=400))
        with writing(self._opened.engine) as session:
            return merge.unmerge(session, self._opened.acting(), asked, key or new_key())

    def resolve_merged(self, text: str) -> Merged:
        """The merged customer meant by their own card number, phone, id or name, or by those of
        the one kept where only one was merged into them. NotFound or Ambiguous."""
        with reading(self._opened.engine) as session:
            return merge.meant(session, text, self._opened.settings.country)

    def duplicates(self, limit: int = 500) -> tuple[Likeness, ...]:
        """Pairs of customers who may be one person, the likeliest first."""
        from shopcard.store.customers import duplicates

        with reading(self._opened.engine) as session:
            return duplicates.duplicates(session, limit)

    def clean(self) -> int:
        """Clean every text, the ledger's included, as if it had just been typed: for a shop that
        came from elsewhere, before it is anybody's. How many rows changed."""
        from shopcard.store.integrity import clean

        with writing(self._opened.engine) as session:
            return clean.clean_everything(session)
