"""Every sentence of the source stands in every catalogue, whole, and compiled."""

import re
import string
from datetime import date

import pytest

from shopcard import language
from tests.tools import catalogue
from tests.tools.build_hook import compiled


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.speak("en")


@pytest.fixture(scope="module")
def source():
    return catalogue.collected()


@pytest.mark.parametrize("code", catalogue.TRANSLATED)
class TestCatalogues:
    def test_hold_every_sentence_of_the_source_and_no_other(self, code, source):
        kept = {(m.id, m.context) for m in catalogue.read(code) if m.id}
        assert kept == {(m.id, m.context) for m in source if m.id}

    def test_are_translated_throughout(self, code):
        assert [m.id for m in catalogue.missing(catalogue.read(code))] == []

    def test_keep_every_placeholder(self, code):
        for message in catalogue.read(code):
            if message.id:
                wanted = _fields(message.id)
                for said in message.string if message.pluralizable else (message.string,):
                    assert _fields(said) == wanted, message.id

    def test_are_compiled(self, code):
        source = catalogue.po_path(code)
        assert source.with_suffix(".mo").read_bytes() == compiled(source)


def _fields(said) -> set[str]:
    texts = said if isinstance(said, tuple) else (said,)
    return {name for text in texts for _t, name, _s, _c in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", ["fr", "fr_FR.UTF-8", "fr-CA", "FR"])
def test_every_way_to_name_french_is_french(code):
    language.speak(code)
    assert language.spoken() == "fr"
    assert language._("Type the shop's name.") != "Type the shop's name."


@pytest.mark.parametrize("code", ["de", "", "C", "C.UTF-8"])
def test_an_unknown_language_is_english(code):
    language.speak(code)
    assert language.spoken() == "en"


def test_days_and_money_are_said_in_the_language():
    language.speak("fr")
    assert language.say_day(date(2026, 11, 24), weekday=True) == "mar. 24 nov. 2026"
    assert language.say_money(123450, "EUR") == "1\u202f234,50\xa0€"
    assert language.say_month(date(2026, 10, 1)) == "octobre 2026"
    assert language.say_number(1204) == "1\u202f204"
    language.speak("en")
    assert language.say_day(date(2026, 11, 24), weekday=True) == "Tue 24 Nov 2026"
    assert language.say_money(1250, "EUR") == "€12.50"
    assert language.say_money(1250, "JPY") == "JP¥1,250"


def test_the_machine_s_language_is_taken_from_the_usual_variables(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language.system_language() == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert language.system_language() == "fr_FR.UTF-8"


def test_no_sentence_is_built_before_it_is_translated():
    """`_(f"…")` would look up a sentence that no catalogue holds, and what stands within an
    f-string is collected by some versions of Python and not by others."""
    offenders = [
        f"{path.name}:{n}"
        for path in catalogue.PACKAGE.rglob("*.py")
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"""\b_\(f["']|f["'].*\{[^}"]*\b(_|ngettext)\(""", line)
    ]
    assert offenders == []


def test_the_languages_are_those_of_the_folder_and_are_called_as_their_speakers_do():
    assert language.LANGUAGES == ("en", "fr")
    names = [language.name_of_language(code) for code in language.LANGUAGES]
    assert names == ["English", "Français"]
