"""What tells which column of a table is which: its title, else what all its cells hold."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shopcard.errors import Refused
from shopcard.files.imports.cell_values import is_amount, is_day
from shopcard.files.imports.read_table import Record
from shopcard.language import _
from shopcard.rules.text import fold

PURCHASES, CUSTOMERS, BALANCES = "purchases", "customers", "balances"

_CARD = (
    "card cardid cardno cardnumber loyaltycard carte cartefidelite codecarte ncarte nocarte "
    "numerocarte numcarte numerocartefidelite ncartefidelite numcartefidelite"
)
_CUSTOMER_CODE = (
    "customercode customerid customerno customernumber clientid clientcode codeclient idclient "
    "nclient noclient numclient numeroclient"
)

_STAMPS = (
    "stamps stamp stampcount stampsoncard numberofstamps nstamps currentstamps stampbalance "
    "tampons tampon nbtampon nbtampons nbdetampons nbretampons ntampons nombretampons "
    "nombredetampons soldetampons soldedetampons"
)
_LAST_VISIT = (
    "lastvisit lastvisitdate lastvisitedon datelastvisit dateoflastvisit dernierevisite "
    "datedernierevisite datededernierevisite datedeladernierevisite dernierpassage "
    "datedernierpassage datedudernierpassage"
)
_LAST_PURCHASE = (
    "lastpurchase lastpurchasedate lastseen laststamp dernierachat datedernierachat "
    "datedudernierachat derniertampon"
)

_CONTACT = (
    "contact contactok optin newsletter consent consentement acceptecontact maybecontacted "
    "peutetrecontacte"
)

_NAME = (
    "name customername fullname nomclient nomcomplet nomprenom nometprenom prenomnom prenometnom "
    "clientname nomtiers thirdpartyname raisonsociale"
)
_EMAIL = (
    "email emailaddress mail courriel adresseemail adressemail emailclient mailclient "
    "adresseelectronique adressecourriel"
)
_BIRTHDAY = (
    "birthday birthdate dateofbirth datebirth dob anniversaire datedenaissance datenaissance "
    "naissance dateanniversaire datedanniversaire neele nee nele"
)
_NOTE = (
    "note notes comment comments commentaire commentaires remark remarque remarques observation "
    "observations"
)
_DAY = (
    "date day jour dateachat datevente dateticket datefacture datecommande datepassage "
    "invoicedate orderdate saledate purchasedate"
)
_AMOUNT = (
    "amount amountpaid montant montantpaye montantttc totalttc montantachat montantvente "
    "montantticket"
)
_RECEIPT = (
    "receipt receiptno receiptnumber ticket ticketno ticketnumber nticket noticket numticket "
    "numeroticket"
)
_PHONE = (
    "phone phonenumber telephone tel ntelephone notelephone numerotelephone numtelephone ntel "
    "notel numerotel numtel telephone1 tel1 phone1 telephonefixe telfixe fixe telephoneclient "
    "telclient telephonedomicile teldomicile telephoneprincipal homephone landline"
)
_MOBILE = (
    "mobile mobilephone portable gsm telephonemobile telephoneportable telmobile telportable "
    "nmobile nportable numeromobile numeroportable nummobile numportable cell cellphone"
)
_PHONE_2 = "telephone2 tel2 phone2 autretelephone autretel"

_PERSON: Mapping[str, tuple[str, ...]] = {
    "name": (
        _NAME,
        "lastname surname familyname nom nomdefamille nomfamille",
        "customer client",
    ),
    "first_name": ("firstname givenname prenom prenomclient",),
    "card": (_CARD, _CUSTOMER_CODE, "code number numero", "customer client"),
    "phone": (_PHONE, _MOBILE),
    "phone_2": (_MOBILE, _PHONE_2),
    "email": (_EMAIL,),
    "birthday": (_BIRTHDAY,),
    "note": (
        _NOTE,
        "noteprivee privatenote",
        "notepublique publicnote",
    ),
    "contact": (_CONTACT,),
}

TITLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PURCHASES: {
        "customer": (_CUSTOMER_CODE, _CARD, "customer client", "code"),
        "date": (
            "datetime dateheure dateandtime dateettime timestamp",
            _DAY,
        ),
        "time": ("time hour heure",),
        "amount": (
            _AMOUNT,
            "total totalamount totalprice montanttotal sum somme dollars euros",
            "price prix value valeur montantht totalht",
        ),
        "receipt": (
            _RECEIPT,
            "invoice invoiceno invoicenumber facture nfacture nofacture numfacture numerofacture",
            "orderid ordernumber transactionid",
        ),
        "cancel": ("cancel cancelled canceled void voided refunded annule annulee annulation",),
        "name": ("name customername fullname nom nomclient nomcomplet",),
    },
    CUSTOMERS: _PERSON,
    BALANCES: {
        **_PERSON,
        "stamps": (_STAMPS, "balance openingbalance solde"),
        "last_visit": (_LAST_VISIT, _LAST_PURCHASE),
    },
}
"""The titles that name each field, best first; those in one text are equally good."""


_FILLING = re.compile(r"\b(?:de|du|des|d|la|le|les|l|of|the|et)\b")


_ABOVE = 20
"""Rows among which the titles are looked for."""
_OPTIONAL = ("note", "phone_2")
"""Fields of which the first of several columns will do."""


def title_key(title: str) -> str:
    """What two spellings of a title share: `Customer-ID (shop)` is `customerid`."""
    return re.sub(r"[\W_]+", "", fold(re.sub(r"[(\[].*", "", title)))


def title_keys(title: str) -> tuple[str, ...]:
    """The keys of a title, with the little words and without: `Nom du client` is `nomclient`. What
    stands in brackets counts where it tells apart, as in `Note (publique)`."""
    plain = fold(re.sub(r"[(\[].*", "", title))
    kept = (plain, _FILLING.sub("", plain), _FILLING.sub("", fold(title)))
    return tuple(key for text in dict.fromkeys(kept) if (key := re.sub(r"[\W_]+", "", text)))


_KNOWN = frozenset(
    key for fields in TITLES.values() for lines in fields.values() for line in lines
    for key in line.split()
)  # fmt: skip


def holds_titles(sample: Sequence[Record], named: Iterable[str]) -> bool:
    """Whether the first row holds titles: known or `named` ones, or words above values.

    A date or a number is no title, but may stand among several that are.
    """
    (_row, first), *below = sample
    known = known_titles(first, named)
    if any(is_value(cell) for cell in first):
        return known > 1
    if known:
        return True
    return any(
        first[index] and cells and all(map(is_value, cells[:20]))
        for index in range(len(first))
        if (cells := column(below, index))
    )


def known_titles(cells: Iterable[str], named: Iterable[str]) -> int:
    """How many cells of a row are titles that are known or `named`."""
    titles = _KNOWN | {title_key(name) for name in named if not name.isdecimal()}
    return sum(not titles.isdisjoint(title_keys(cell)) for cell in cells if cell)


def titles_row(sample: Sequence[Record], named: Sequence[str]) -> int:
    """Which of the first rows holds the titles, where lines of another kind stand above: the name
    of the shop, the day of the list. 0: the first, if any does."""
    first = known_titles(sample[0][1], named)
    for index, (_row, cells) in enumerate(sample[1:_ABOVE], 1):
        known = known_titles(cells, named)
        alone = sum(map(bool, sample[0][1])) < sum(map(bool, cells))
        if known > max(first, 1) and not any(map(is_value, cells)) and (alone or not first):
            return index
    return 0


def is_value(cell: str) -> bool:
    """Whether a cell is a date or a number, as no title is."""
    return is_day(cell) or is_amount(cell)


def column(records: Iterable[Record], index: int) -> list[str]:
    """The cells of a column that hold anything."""
    return [cells[index] for _row, cells in records if index < len(cells) and cells[index]]


def kind_of(titles: Iterable[str], given: Iterable[str]) -> str:
    """Whether titles and the fields already `given` are of purchases, customers or balances."""
    keys = {key for title in titles for key in title_keys(title)}

    def has(kind: str, *names: str, lines: slice = slice(None)) -> bool:
        return any(
            name in given or any(not keys.isdisjoint(t.split()) for t in TITLES[kind][name][lines])
            for name in names
        )

    person = has(CUSTOMERS, "first_name", "phone", "email", "birthday")
    # the last titles of a name are those of a code as well
    named = has(CUSTOMERS, "name", lines=slice(None if person else -1))
    # a date beside a person may be the day on which they joined
    sold = has(PURCHASES, "amount", "receipt") or (has(PURCHASES, "date") and not person)
    if sold:
        return PURCHASES
    # a balance without more may be one of money
    if has(BALANCES, "stamps", lines=slice(1)):
        return BALANCES
    return CUSTOMERS if named else PURCHASES


def by_title(kind: str, titles: Sequence[str], given: Mapping[str, int | None]) -> dict[str, int]:
    """The columns that their titles tell, besides those given.

    Refused where two titles tell the same field equally well.
    """
    keys = [title_keys(title) for title in titles]
    found: dict[str, int] = {}
    for name, lines in TITLES[kind].items():
        taken = {*given.values(), *found.values()}
        for line in lines if name not in given else ():
            names = line.split()
            fitting = [
                i for i, spelled in enumerate(keys)
                if i not in taken and not set(names).isdisjoint(spelled)
            ]  # fmt: skip
            if len(fitting) > 1:
                # a title that is one word for word goes before one that is only like it
                exact = [i for i in fitting if keys[i][0] in names and len(keys[i]) == 1]
                fitting = exact if len(exact) == 1 else fitting
            if len(fitting) > 1 and name in _OPTIONAL:
                fitting = fitting[:1]
            if len(fitting) > 1:
                raise Refused(
                    _(
                        "Both “{one}” and “{other}” may be the {field}: "
                        "add --map {field}={number}, or the number of the right one."
                    ).format(
                        one=titles[fitting[0]], other=titles[fitting[1]], field=name,
                        number=fitting[0] + 1,
                    )
                )  # fmt: skip
            if fitting:
                found[name] = fitting[0]
                break
    return found


@dataclass(slots=True)
class Contents:
    """What all the cells of a column have in common."""

    days: bool = True
    amounts: bool = True
    codes: bool = True
    """Digits of one length."""
    rows: int = 0
    decimals: int = 0
    padded: bool = False
    """Whether a code begins with a zero, as no quantity does."""
    values: set[str] = field(default_factory=set)

    def look(self, cell: str) -> None:
        if not cell:
            return
        self.rows += 1
        self.days = self.days and is_day(cell)
        self.amounts = self.amounts and is_amount(cell)
        self.decimals += bool(re.search(r"[.,]\d{1,2}$", cell))
        if self.codes:
            known = next(iter(self.values), cell)
            self.codes = cell.isascii() and cell.isdecimal() and len(cell) == len(known) > 2
            self.padded = self.padded or cell.startswith("0")
        self.values.add(cell)

    @property
    def money(self) -> bool:
        return self.amounts and self.decimals * 2 > self.rows

    @property
    def customers(self) -> bool:
        """Codes of people, some of whom come back."""
        return self.codes and self.padded and 1 < len(self.values) < self.rows


def by_contents(
    records: Callable[[], Iterable[Record]], width: int, given: Mapping[str, int | None]
) -> tuple[dict[str, int], list[int]]:
    """The columns of purchases that can only be one thing, besides those given; and all columns
    that name the customers.

    A date is the one column of days, an amount the one of numbers with decimals. A customer is a
    column of padded codes beside which no other tells nearly as many things apart. Several such
    columns that go together row by row name the same customers: the last is taken.
    """
    contents = {i: Contents() for i in range(width) if i not in given.values()}
    for _row, cells in records():
        for index, seen in contents.items():
            seen.look(cells[index] if index < len(cells) else "")
    found: dict[str, int] = {}
    for name, fitting in (
        ("date", [i for i, seen in contents.items() if seen.days and seen.rows]),
        ("amount", [i for i, seen in contents.items() if seen.money]),
    ):
        if name not in given and len(fitting) == 1:
            found[name] = fitting[0]
            del contents[fitting[0]]
    codes = [i for i, seen in contents.items() if seen.customers]
    if "customer" in given or not codes:
        return found, []
    fewest = min(len(contents[i].values) for i in codes)
    telling = any(len(seen.values) * 10 > fewest for i, seen in contents.items() if i not in codes)
    together = {tuple(cells[i] for i in codes if i < len(cells)) for _row, cells in records()}
    if telling or len(together) != fewest:
        return found, []
    return {"customer": codes[-1], **found}, codes
