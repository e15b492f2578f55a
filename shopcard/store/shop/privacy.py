"""What a person may ask of the shop: all that is held on them, and to be forgotten."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from shopcard.rules.calendar import add_months
from shopcard.store.database.engine import reading, writing
from shopcard.store.shop.open_shop import OpenShop

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Erased, Erasure, Unseen
    from shopcard.store.privacy.personal_data import Held


class PrivacyPart:
    """What this needs is imported when it is asked, as it is asked a few times a year."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def personal_data(self, customer_id: str) -> "Held":
        """Everything that is held on a customer, table by table."""
        from shopcard.store.privacy import personal_data

        with reading(self._opened.engine) as session:
            return personal_data.held_on(session, customer_id)

    def erasure(self, customer_id: str) -> "Erasure":
        """What erasing a customer would take away, and what would stay."""
        from shopcard.store.privacy import erase

        with reading(self._opened.engine) as session:
            return erase.erasure(session, customer_id)

    def erase(self, *customer_ids: str) -> "Erased":
        """Forget customers for good, with those who were merged into them; every total stays.

        NotFound where one was erased before: then nobody is. No byte of them is left in the file
        when this returns, unless another till was in the way: then the next `sweep` sees to it.
        `files.backup.erased_list.erase` does this and has later restores know of it.
        """
        from shopcard.store.privacy import erase

        with writing(self._opened.engine) as session:
            erased = erase.erase(session, customer_ids, self._opened.today_day())
        self.sweep()
        return erased

    def erase_again(self, known: Mapping[str, date]) -> int:
        """Forget those of these customers who stand here with their names, as of the days told;
        how many they were."""
        from shopcard.store.privacy import erase

        with writing(self._opened.engine) as session:
            erase.blank_remains(session)
            again = erase.erase_again(session, known)
        self.sweep()
        return again

    def erased(self) -> dict[str, date]:
        """The ids of those who were erased, each with the business day."""
        from shopcard.store.privacy import erase

        with reading(self._opened.engine) as session:
            return erase.erased(session)

    def sweep(self) -> bool:
        """Clear what erased people may have left in unused parts of the file; whether it is clean
        now. Quick where nobody was erased since the last time."""
        from shopcard.store.privacy import erase

        return erase.sweep(self._opened.engine)

    def inactive(self) -> "tuple[Unseen, ...]":
        """Customers not seen for as many years as the settings say, the longest unseen first."""
        from shopcard.store.privacy import inactive

        if not self._opened.settings.keep_years:
            return ()
        today = self._opened.today_day()
        with reading(self._opened.engine) as session:
            return inactive.unseen(
                session, add_months(today, -12 * self._opened.settings.keep_years), today
            )

    def tidy_up_due(self) -> int:
        """How many have not been seen for years, if nobody has looked at them for a year."""
        from shopcard.store.privacy import inactive

        with reading(self._opened.engine) as session:
            looked = inactive.last_look(session)
        if looked is not None and looked > add_months(self._opened.today_day(), -12):
            return 0
        return len(self.inactive())

    def tidied(self) -> None:
        """Note that the owner has looked at those who have not been seen for years."""
        from shopcard.store.privacy import inactive

        with writing(self._opened.engine) as session:
            inactive.note_look(session, self._opened.today_day())
