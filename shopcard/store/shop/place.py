"""Where a till stands: in the shop, or in a channel such as a market stall, for the day or for
good."""

import json
from datetime import date

from sqlmodel import Session

from shopcard.rules.text import clean_text, fold
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import TILL_KEYS, SettingRow
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop.open_shop import OpenShop


class PlacePart:
    """Kept in the shop's file under the till's name, so that the till's next start knows it."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def all(self) -> tuple[str, ...]:
        """Where open programmes run besides the shop itself, in the owner's order."""
        with reading(self._opened.engine) as session:
            channels = [p.terms.channel for p in Programs(session).open if p.terms.channel]
        return tuple({fold(channel): channel for channel in reversed(channels)}.values())[::-1]

    def take(self) -> str:
        """Stand where this till was last said to stand, by today; empty: in the shop itself. From
        now on its acts are made there."""
        with reading(self._opened.engine) as session:
            usual, day, today = self._kept(session)
        self._opened.channel = today if day == self._opened.today_day() else usual
        return self._opened.channel

    def stand_at(self, place: str, *, only_today: bool) -> None:
        """Say where this till stands, for this business day or until something else is said."""
        place = clean_text(place, most=60)
        with writing(self._opened.engine) as session:
            usual, _day, _today = self._kept(session)
            kept = (
                {"usual": usual, "day": self._opened.today_day().isoformat(), "today": place}
                if only_today
                else {"usual": place}
            )
            session.merge(SettingRow(key=self._key, value=json.dumps(kept, ensure_ascii=False)))
        self._opened.channel = place

    @property
    def _key(self) -> str:
        return f"{TILL_KEYS}{self._opened.till}"

    def _kept(self, session: Session) -> tuple[str, date | None, str]:
        """Where it stands usually, and on one day."""
        row = session.get(SettingRow, self._key)
        kept = json.loads(row.value) if row else {}
        day = date.fromisoformat(kept["day"]) if "day" in kept else None
        return kept.get("usual", ""), day, kept.get("today", "")
