"""How personal data and its erasure are described."""

from shopcard.language import _


def titles() -> dict[str, str]:
    """The parts of the text by table, in their order."""
    return {
        "customer": _("Who"),
        "consent": _("Agreement to be contacted"),
        "phone": _("Phones"),
        "card_number": _("Card numbers"),
        "card": _("Cards in progress"),
        "reward": _("Rewards"),
        "entry": _("History"),
        "entry_program": _("Stamps of the history"),
        "remark": _("Remarks on the history"),
        "customer_month": _("Months"),
        "feedback": _("Answers and comments"),
        "contact": _("When the shop wrote or called"),
        "staff": _("Member of the team"),
        "search_word": _("Words it is found by"),
    }


def labels() -> dict[str, dict[str, str]]:
    """What each column is called in the text, by table."""
    entry, programme, until = _("Entry"), _("Programme"), _("Good until")
    return {
        "customer": {
            "name": _("Name"), "email": _("E-mail"), "birthday": _("Birthday"), "note": _("Note"),
            "contact_ok": _("May be contacted"), "consent_on": _("Agreed on"),
            "joined": _("Joined"), "first_visit": _("First visit"),
            "second_visit": _("Second visit"), "last_visit": _("Last visit"),
            "visits": _("Visits"), "opening": _("Came with stamps from elsewhere"),
            "referred_by": _("Brought by the customer"), "id": _("Id"),
            "merged_into": _("Joined with the customer"), "erased_on": _("Erased on"),
        },
        "consent": {
            "day": _("Day"), "agreed": _("May be contacted"), "how": _("How"),
            "staff": _("Staff"), "till": _("Till"), "at": _("recorded"),
        },
        "phone": {"number": _("Phone")},
        "card_number": {
            "number": _("Card"), "given_at": _("given on"), "replaced_at": _("replaced on"),
        },
        "card": {
            "program_id": programme, "stamps": _("Stamps"), "size": _("Card size"),
            "carry": _("Towards the next stamp"), "ready": _("Rewards ready"), "expires": until,
        },
        "reward": {
            "name": _("Reward"), "program_id": programme, "earned_on": _("earned on"),
            "earned_by": _("by the entry"), "expires": until,
            "redeemed_by": _("given by the entry"), "cost": _("Cost"), "partner": _("Other shop"),
        },
        "entry": {
            "id": entry, "at": _("When"), "recorded_at": _("recorded"),
            "business_day": _("Business day"), "kind": _("What"), "amount": _("Amount"),
            "channel": _("Channel"), "staff": _("Staff"), "till": _("Till"),
            "voids": _("undoes the entry"), "caused_by": _("brought by the entry"),
            "joins": _("joins the customer"),
        },
        "entry_program": {
            "entry_id": entry, "program_id": programme, "stamps": _("Stamps"),
            "times": _("Each counts"), "reward": _("Reward"),
        },
        "remark": {"entry_id": entry, "text": _("Remark")},
        "customer_month": {
            "month": _("Month"), "visits": _("Visits"), "purchases": _("Purchases"),
            "amount": _("Amount"), "stamps": _("Stamps"),
        },
        "feedback": {
            "day": _("Day"), "recommend": _("Would recommend, 0 to 10"),
            "satisfied": _("Satisfied"), "comment": _("Comment"),
            "acted_on": _("Acted upon"), "staff": _("Staff"), "till": _("Till"),
        },
        "contact": {"day": _("Day"), "staff": _("Staff")},
        "staff": {"name": _("Name"), "role": _("Role"), "removed_at": _("Left the team on")},
        "search_word": {"word": _("Word")},
    }  # fmt: skip
