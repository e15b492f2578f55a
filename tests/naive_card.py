"""A shop that counts stamp by stamp and cent by cent, to hold the real one against."""

from datetime import date, timedelta

from shopcard.rules.card import Kind


class NaiveCard:
    """A card as a child would keep it with a pencil."""

    def __init__(self):
        self.terms = None
        self.dots = 0
        self.cents = 0
        self.last = None
        self.rewards = []

    def last_good_day(self):
        if self.terms is None or self.terms.stamps_expire is None:
            return None
        year, month, day = self.last.year, self.last.month, self.last.day
        for _month in range(self.terms.stamps_expire):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        while True:
            try:
                return date(year, month, day)
            except ValueError:
                day -= 1

    def forget_if_too_old(self, today):
        if self.last_good_day() is not None and today > self.last_good_day():
            self.terms, self.dots, self.cents = None, 0, 0

    def begin_if_needed(self, terms, today):
        if self.terms is None:
            self.terms, self.last = terms, today

    def feed(self, terms, dots, cents, entry, today, times=1, limit=None):
        """Cents go in while the card at hand takes cents, then dots. A dot counts `times`; cents
        earn no more than `limit` of them, and what is left below one is kept."""
        gained, earned, dots = 0, 0, dots * times
        if limit == 0:
            cents = 0
        while dots < 0 < self.dots:
            dots, gained, self.dots = dots + 1, gained - 1, self.dots - 1
        while True:
            takes_cents = (self.terms or terms).per
            if cents and takes_cents and limit is not None and earned == limit:
                cents %= takes_cents
            if dots >= 0 and cents and takes_cents:
                self.begin_if_needed(terms, today)
                cents, self.cents = cents - 1, self.cents + 1
                if self.cents < takes_cents:
                    continue
                self.cents, earned = 0, earned + 1
                for left in range(times - 1, 0, -1):
                    gained += 1
                    cents += self.add_dot(entry, today)
                    if self.terms is None:
                        dots += left
                        break
                if self.terms is None:
                    continue
            elif dots > 0:
                self.begin_if_needed(terms, today)
                dots -= 1
            else:
                return gained
            gained += 1
            cents += self.add_dot(entry, today)

    def add_dot(self, entry, today):
        """Returns the cents that a finished card leaves over."""
        self.dots += 1
        self.last = today
        for promise in self.terms.promises:
            if promise.count == self.dots:
                until = None
                if self.terms.reward_expires:
                    until = today
                    for _day in range(self.terms.reward_expires):
                        until += timedelta(days=1)
                self.rewards.append([promise.name, entry, today, until, None])
        if self.dots < max(promise.count for promise in self.terms.promises):
            return 0
        left = self.cents
        self.terms, self.dots, self.cents = None, 0, 0
        return left

    def promise(self, terms, name, entry, today):
        """A reward that no dots brought."""
        life = terms.reward_expires
        until = today + timedelta(days=life) if life else None
        self.rewards.append([name, entry, today, until, None])

    def give(self, name, entry, today):
        """The copy to give, earned first of those that are gone first; None without one."""
        best = None
        for reward in self.rewards:
            if reward[0] != name or reward[4] or (reward[3] and reward[3] < today):
                continue
            if best is None or (reward[3] and (best[3] is None or reward[3] < best[3])):
                best = reward
        if best is not None:
            best[4] = entry
        return best

    def swallow(self, other, entry, today):
        """Two cards laid on one another: dot by dot onto the smaller. What one of the dots had
        brought on its own card it brings only once."""
        self.rewards = sorted(self.rewards + other.rewards, key=lambda reward: reward[1])
        if other.terms is None:
            return 0
        if self.terms is None:
            self.terms, self.dots = other.terms, other.dots
            self.cents, self.last = other.cents, other.last
            return 0
        had = []
        for card in (self, other):
            had += [p.name for p in card.terms.promises if p.count <= card.dots]
        small = other if other.terms.size < self.terms.size else self
        terms, cents = small.terms, 0
        for card in (self, other):
            if terms.per and card.terms.per:
                cents += card.cents * terms.per // card.terms.per
        dots, made = self.dots + other.dots, 0
        while terms.per and cents >= terms.per:
            cents, made = cents - terms.per, made + 1
        self.last = max(self.last, other.last)
        shown, ended = 0, False
        due = {promise.name: 0 for promise in terms.promises}
        for _dot in range(dots + made):
            shown += 1
            for promise in terms.promises:
                due[promise.name] += promise.count == shown
            if shown == terms.size:
                shown, ended = 0, True
        for promise in terms.promises:
            while due[promise.name] > had.count(promise.name):
                self.promise(terms, promise.name, entry, today)
                had.append(promise.name)
        self.terms, self.dots, self.cents = terms, shown, cents
        if ended and shown == 0 and cents == 0:
            self.terms = None
        return made


class NaiveShop:
    """What entries come to, worked out from the first to the last."""

    def __init__(self, entries, today):
        undone = [entry.voids for entry in entries]
        self.cards, self.gains, self.uncovered = {}, {}, []
        clock, day = None, None
        for entry in entries:
            if entry.kind == Kind.VOID or entry.id in undone:
                continue
            if clock is None or clock <= entry.at:
                clock = entry.at
                day = entry.day if day is None or day < entry.day else day
            if entry.joined:
                other = NaiveShop(entry.joined, date.min)
                day = max(day, other.day)
                self.gains |= other.gains
                self.uncovered += other.uncovered
                for program, theirs in other.cards.items():
                    card = self.cards.setdefault(program, NaiveCard())
                    card.forget_if_too_old(day)
                    theirs.forget_if_too_old(day)
                    if made := card.swallow(theirs, entry.id, day):
                        self.gains[entry.id, program] = made
            for effect in entry.effects:
                card = self.cards.setdefault(effect.program, NaiveCard())
                card.forget_if_too_old(day)
                if entry.kind == Kind.REDEEM:
                    if card.give(effect.reward, entry.id, day) is None:
                        self.uncovered.append(entry.id)
                elif effect.reward is not None:
                    card.promise(effect.terms, effect.reward, entry.id, day)
                else:
                    gained = card.feed(
                        effect.terms, effect.stamps, entry.amount or 0, entry.id, day,
                        effect.times, effect.limit,
                    )  # fmt: skip
                    self.gains[entry.id, effect.program] = gained
        self.day = today if day is None or day < today else day
        for card in self.cards.values():
            card.forget_if_too_old(self.day)

    def terms(self, program):
        return self.cards[program].terms if program in self.cards else None

    def ready(self, program):
        rewards = self.cards[program].rewards if program in self.cards else []
        return [r for r in rewards if r[4] is None and (r[3] is None or self.day <= r[3])]

    def picture(self):
        return {
            program: (card.terms, card.dots, card.cents, card.last_good_day(), card.rewards)
            for program, card in self.cards.items()
            if card.terms or card.rewards
        }
