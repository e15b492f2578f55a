"""Which column of a table is what."""

import pytest

from shopcard.errors import Refused, WrongUsage
from shopcard.files.imports.column_titles import TITLES, title_key
from shopcard.files.imports.find_columns import find_columns
from shopcard.files.imports.read_table import read_sheet
from tests.files.tables import table


def columns(tmp_path, text, kind=None, **mapping):
    return find_columns(read_sheet(table(tmp_path, text)), kind, mapping)


def padded(rows):
    """Rows as CDNOW's log has them: two codes of the same customer, a day, a quantity, dollars."""
    return "".join(f" {a:05} {b:04} {day} {n:2} {d:7.2f}\r\n" for a, b, day, n, d in rows)


LOG = [(4 + 17 * (n % 40), 1 + n % 40, 19970101 + n % 28, 1 + n % 3, n / 7) for n in range(120)]


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        ("customer,date,amount,cds", "customer date amount -"),
        ("invoice,customer,datetime,amount,lines,cancel",
         "receipt customer date amount - cancel"),
        ("N° client;Jour;Heure;Montant TTC (€);N° ticket;Annulé",
         "customer date time amount receipt cancel"),
        ("Customer-ID;Customer;Date;Unit;Price;Total", "customer - date - - amount"),
        ("CARTE;DATE;TOTAL TTC;TOTAL HT;NOM", "customer date amount - name"),
        ("code;day;dollars", "customer date amount"),
    ],
)  # fmt: skip
def test_titles_in_english_and_french_tell_purchases(tmp_path, titles, fields):
    text = f"{titles}\n" + ";".join(["1"] * 6) + "\n"
    found = columns(tmp_path, text.replace(";", ",") if "," in titles else text)
    expected = {f: i for i, f in enumerate(fields.split()) if f != "-"}
    assert (found.kind, found.at, found.header) == ("purchases", expected, 1)


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        ("name,phone,card,email,birthday,note,contact",
         "name phone card email birthday note contact"),
        ("Nom;Prénom;Téléphone;Carte;Courriel;Date de naissance;Commentaire;Consentement",
         "name first_name phone card email birthday note contact"),
        ("Client;Tél.", "name phone"),
        ("customer_id;customer;mobile;date", "card name phone -"),
        ("nom", "name"),
    ],
)  # fmt: skip
def test_titles_in_english_and_french_tell_customers(tmp_path, titles, fields):
    found = columns(tmp_path, f"{titles}\n" + titles.replace("n", "x") + "\n")
    expected = {f: i for i, f in enumerate(fields.split()) if f != "-"}
    assert (found.kind, found.at) == ("customers", expected)


@pytest.mark.parametrize("titles", ["customer,Tag,amount", "name,Tag,amount", "client,Tag"])
def test_purchases_are_never_taken_for_customers(tmp_path, titles):
    with pytest.raises(Refused, match=r"--map .*date=COLUMN"):
        columns(tmp_path, f"{titles}\n0042,2026-01-02,3.00\n")


def test_numbers_of_columns_are_not_taken_for_titles(tmp_path):
    text = "1;2;20260102;5.00\n" * 3
    found = columns(tmp_path, text, customer="1", date="3", amount="4", receipt="2")
    assert (found.header, found.labels) == (0, ("1", "2", "3", "4"))


def test_every_known_title_is_written_as_titles_are_compared():
    for fields in TITLES.values():
        for lines in fields.values():
            for title in " ".join(lines).split():
                assert title_key(title) == title


def test_what_is_not_used_is_said(tmp_path):
    found = columns(tmp_path, "customer,date,amount,cds,\n1,2026-01-02,3.00,4,5\n")
    assert found.notes == ("Columns not used: cds, 5.",)
    assert found.named == {"customer": "customer", "date": "date", "amount": "amount"}


def test_two_titles_for_one_field_need_a_word_of_the_person(tmp_path):
    text = "customer,date,day,amount\n1,2026-01-02,2026-01-03,3.00\n"
    with pytest.raises(Refused, match="“date” and “day” may be the date: add --map date=2"):
        columns(tmp_path, text)
    assert columns(tmp_path, text, date="day").at["date"] == 2


def test_unknown_titles_are_refused_with_what_to_type(tmp_path):
    text = "Kunde,Tag,Betrag\n0042,2026-01-02,3.00\n"
    with pytest.raises(Refused) as refused:
        columns(tmp_path, text)
    assert "--map customer=COLUMN --map date=COLUMN --map amount=COLUMN" in str(refused.value)
    assert "Kunde, Tag, Betrag" in str(refused.value)
    found = columns(tmp_path, text, customer="kunde", date="Tag", amount="3")
    assert (found.at, found.header) == ({"customer": 0, "date": 1, "amount": 2}, 1)


def test_amounts_are_never_left_out_unsaid(tmp_path):
    text = "customer,date,Betrag\n0042,2026-01-02,3.00\n"
    with pytest.raises(Refused, match="add --map amount=COLUMN"):
        columns(tmp_path, text)
    assert "amount" not in columns(tmp_path, text, amount="-").at
    assert columns(tmp_path, "customer,date,shop\n0042,2026-01-02,Nord\n").kind == "purchases"


def test_a_table_without_titles_is_taken_where_it_can_only_be_one_thing(tmp_path):
    found = columns(tmp_path, padded(LOG))
    assert (found.kind, found.header) == ("purchases", 0)
    assert found.named == {"customer": "2", "date": "3", "amount": "5"}
    assert found.notes[0].startswith("Columns 1, 2 name the same customers: the codes of column 2")
    assert "--map customer=1" in found.notes[0]
    assert found.notes[1] == "Columns not used: 4."


def test_a_table_without_titles_takes_the_columns_given(tmp_path):
    found = columns(tmp_path, padded(LOG), customer="1", date="3", amount="5")
    assert found.named == {"customer": "1", "date": "3", "amount": "5"}
    assert found.notes == ("Columns not used: 2, 4.",)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(a, n % 7, *rest) for n, (a, _b, *rest) in enumerate(LOG)], "codes that differ"),
        ([(a + 10_000, b + 1000, *rest) for a, b, *rest in LOG], "codes that could be quantities"),
        ([(n, n, *rest) for n, (_a, _b, *rest) in enumerate(LOG)], "nobody comes twice"),
        ([(5, 5, *rest) for _a, _b, *rest in LOG], "one code for all"),
        ([(a, b, day, 4711 + a, d) for a, b, day, _n, d in LOG], "another that tells as much"),
    ],
)
def test_a_table_without_titles_is_refused_where_the_customer_is_not_sure(tmp_path, rows, why):
    with pytest.raises(Refused) as refused:
        columns(tmp_path, padded(rows))
    said = str(refused.value)
    assert "--map date=3 --map amount=5 --map customer=NUMBER" in said, why
    assert "3: 19970101" in said


def test_two_columns_of_dates_or_of_money_are_not_guessed_between(tmp_path):
    text = "".join(
        f"{n % 40:04};2026-01-{1 + n % 28:02};2026-02-01;{n}.50;1.00\n" for n in range(99)
    )
    with pytest.raises(Refused) as refused:
        columns(tmp_path, text)
    for needed in ("date=NUMBER", "amount=NUMBER"):
        assert f"--map {needed}" in str(refused.value)


def test_customers_without_titles_need_their_columns(tmp_path):
    text = "Marie Lefèvre;0612345678\nOmar Mariani;0698765432\n"
    with pytest.raises(Refused, match="--map name=NUMBER"):
        columns(tmp_path, text, kind="customers")
    found = columns(tmp_path, text, kind="customers", name="1", phone="2")
    assert (found.at, found.header) == ({"name": 0, "phone": 1}, 0)


def test_a_column_may_be_named_by_title_or_number(tmp_path):
    text = "Customer ID,2,date\n1,2,2026-01-02\n"
    assert columns(tmp_path, text, customer="customer_id", amount="-").at["customer"] == 0
    # a title that is a number goes before the number of a column
    assert columns(tmp_path, text.replace("2,date", "3,date"), amount="3").at["amount"] == 1


@pytest.mark.parametrize("name", ["", "0", "4", "9" * 30, "-1", "²", "Kunde"])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path, name):
    with pytest.raises(Refused, match=r"There is no column .*The columns are: customer, date, a\."):
        columns(tmp_path, "customer,date,a\n1,2026-01-02,x\n", customer=name)


def test_a_title_that_stands_twice_needs_its_number(tmp_path):
    text = "code,x,x,date\n1,2,3,2026-01-02\n"
    with pytest.raises(Refused, match="Several columns are called “x”: give its number, like 2"):
        columns(tmp_path, text, amount="x")
    assert columns(tmp_path, text, amount="2").at["amount"] == 1


def test_unknown_fields_and_kinds_are_wrong_usage(tmp_path):
    text = "customer,date\n1,2026-01-02\n"
    with pytest.raises(WrongUsage, match="no “colour” to map"):
        columns(tmp_path, text, colour="1")
    with pytest.raises(WrongUsage, match="no “phone” to map"):
        columns(tmp_path, text, kind="purchases", phone="1")
    with pytest.raises(WrongUsage, match="no “phone” to map"):
        columns(tmp_path, "customer,date,amount\n1,2026-01-02,3.00\n", phone="1")
    with pytest.raises(WrongUsage, match="purchases, customers, balances"):
        columns(tmp_path, text, kind="shoes")


def test_the_card_is_the_customer_of_a_purchase_and_the_other_way_round(tmp_path):
    assert columns(tmp_path, "x,date\nA,2026-01-02\n", card="x").at["customer"] == 0
    assert columns(tmp_path, "name,x\nMarie,42\n", customer="x").at == {"name": 0, "card": 1}


@pytest.mark.parametrize("text", ["customer,date,amount\n", "\n", ",,\n"])
def test_a_file_of_titles_alone_is_refused(tmp_path, text):
    with pytest.raises(Refused, match=r"empty|no rows"):
        columns(tmp_path, text)


def test_titles_are_shown_without_what_could_act_on_the_terminal(tmp_path):
    found = columns(tmp_path, "customer,date,\x1b[2J\u202ecds\n1,2026-01-02,x\n")
    assert found.notes == ("Columns not used: [2Jcds.",)
