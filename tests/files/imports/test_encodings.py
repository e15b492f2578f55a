"""Which encoding a list is in: the right one, or a question."""

import pytest

from shopcard.errors import Refused
from shopcard.files.imports.encodings import codec_of

TEXTS = {
    "French": "nom;tél;ville\nHélène Lefèvre;0612345678;Besançon\nFrançois Noël;06;Nîmes\n",
    "capitals": "NOM;TÉL\nHÉLÈNE;06\nFRANÇOIS;06\n",
    "a word of capitals": "note\n ÉTÉ \n",
    "one name": "nom;tel\nZoé;06\n",
    "first letters": "nom\nÉlodie\nÉmile\n",
    "a number's sign": "N° client;montant\n42;12\n",
    "Swedish": "namn;tel\nÅsa Öberg;1\nBjörn Sjögren;2\n",
    "Spanish": "nombre\nMuñoz\nJosé\n",
    "German": "Name\nMüller\nGroß\n",
    "Danish": "navn\nSøren Ærø\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1252", "cp850", "cp437", "mac-roman", "iso8859-15", "utf-16"]
)
def test_case_50_names_come_in_as_they_were_written(text, encoding):
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode("utf-8")
    assert data.decode(codec_of(data, "list.csv")) == text


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman"])
def test_a_sign_of_money_is_told_by_the_number_beside_it(encoding):
    data = "client;montant\n42;12,50 €\n43;3,00 €\n".encode(encoding)
    assert "12,50 €" in data.decode(codec_of(data, "list.csv"))


def test_case_50_what_cannot_be_told_is_asked_with_samples():
    with pytest.raises(Refused, match=r"cp1250 makes it “imię”.*--map encoding="):
        codec_of("imię\nŁukasz\nWójcik\n".encode("cp1250"), "list.csv")


def test_case_50_what_was_encoded_twice_is_damaged_already():
    twice = "Hélène".encode().decode("cp1252").encode()
    with pytest.raises(Refused, match="was damaged when it was saved before"):
        codec_of(twice, "list.csv")
    assert codec_of("JOÃO;São Paulo".encode(), "list.csv") == "utf-8"


@pytest.mark.parametrize("data", [b"\x01\xe9\x02\xff\x7f", b"a\0b", bytes(range(128, 256))])
def test_what_is_no_text_is_asked_about_or_refused(data):
    with pytest.raises(Refused):
        codec_of(data, "list.csv")


def test_a_letter_cut_by_the_end_of_a_piece_is_read_whole():
    data = ("x" * ((1 << 20) - 1) + "é").encode()
    assert codec_of(data, "list.csv") == "utf-8"
