"""Text that people typed: one visible line, and found however it is spelled."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.text import (
    as_typed,
    clean_note,
    clean_text,
    fold,
    is_shapeless,
    one_edit_apart,
    one_letter_deletions,
    run_together,
    shown,
    typed_words,
    words,
)

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)
WORD = st.text("abcdé", max_size=7)


class TestFreeText:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Marie \t Lefèvre\n", "Marie Lefèvre"),
            ("Bob\x1b]0;owned\x07", "Bob]0;owned"),
            ("a\x00b", "ab"),
            ("\u202eevil\u202c", "evil"),
            ("\ud800lone", "lone"),
            ("e\u0301", "é"),
            ("zero\u200bwidth", "zerowidth"),
            ("line\u2028break", "line break"),
            ("[/b] Bob [VIP=1]", "[/b] Bob [VIP=1]"),
        ],
    )
    def test_is_one_visible_line(self, typed, kept):
        assert clean_text(typed) == kept

    @given(ANY_TEXT)
    def test_once_cleaned_stays_as_it_is(self, text):
        once = clean_text(text)
        assert clean_text(once) == once
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in once)

    def test_too_long_is_refused_with_both_lengths(self):
        with pytest.raises(Refused, match=r"201.*200"):
            clean_text("x" * 201)

    def test_a_note_keeps_its_lines(self):
        assert clean_note("\n pistachio \r\n\n never\x07 hazelnut \n\n") == (
            "pistachio\n\nnever hazelnut"
        )


class TestMatchingNames:
    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("Élodie Lefèvre", "elodie"),
            ("Élodie Lefèvre", "LEFEVRE"),
            ("Élodie Lefèvre", "le\u0300fe"),
            ("Élodie Lefèvre", "E\u0301LODIE"),
            ("Œuvrard", "oeuv"),
            ("Oeuvrard", "œuv"),
            ("O'Brien", "obrien"),
            ("O’Brien", "o'brien"),
            ("O'Brien", "brien"),
            ("O'Brien", "o brien"),
            ("O´Brien", "obrien"),
            ("O'Brien", "o´brien"),
            ("Ǿrsted Ǽgir", "orsted aegir"),
            ("Jean-Marie Roy", "marie"),
            ("Jean-Marie Roy", "jean-marie roy"),
            ("Jean-Marie Roy", "roy jeanm"),
            ("Strauß", "strauss"),
            ("Łukasz Søren", "lukasz soren"),
            ("Nguyễn Thị", "nguyen"),
            ("François (boulanger)", "boulanger"),
        ],
    )
    def test_a_name_is_found_by_the_start_of_each_word_typed(self, name, query):
        typed = typed_words(query)
        assert typed
        assert all(any(word.startswith(t) for word in words(name)) for t in typed)

    @pytest.mark.parametrize("wildcard", ["%", "_", "*", '"', "?", "%_*", "'", "- -", "", "()"])
    def test_nothing_is_a_wildcard(self, wildcard):
        assert typed_words(wildcard) == ()
        assert words(wildcard) == ()

    @given(ANY_TEXT)
    def test_folding_is_the_same_for_composed_and_decomposed(self, text):
        assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))

    @given(ANY_TEXT)
    def test_what_is_folded_stays_as_it_is(self, text):
        assert fold(fold(text)) == fold(text)

    @given(ANY_TEXT)
    def test_every_name_is_found_by_itself(self, text):
        assert all(any(w.startswith(t) for w in words(text)) for t in typed_words(text))


def distance(a: str, b: str) -> int:
    """The restricted Damerau-Levenshtein distance by the book's full table."""
    table = [[i + j if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


class TestTypingMistakes:
    @given(WORD, WORD)
    def test_one_edit_is_a_distance_of_at_most_one(self, a, b):
        assert one_edit_apart(a, b) == (distance(a, b) <= 1) == one_edit_apart(b, a)

    @given(WORD, st.data())
    def test_words_one_edit_apart_share_a_deletion(self, word, data):
        other = data.draw(st.sampled_from(sorted(_one_edit_from(word))))
        assert one_edit_apart(word, other)
        assert one_letter_deletions(word) & one_letter_deletions(other)

    def test_deletions_hold_the_word_itself(self):
        assert one_letter_deletions("aab") == {"aab", "ab", "aa"}


def _one_edit_from(word: str) -> set[str]:
    cuts = range(len(word))
    return (
        {word[:i] + word[i + 1 :] for i in cuts}
        | {word[:i] + "z" + word[i:] for i in range(len(word) + 1)}
        | {word[:i] + "z" + word[i + 1 :] for i in cuts}
        | {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    )


class TestJoiners:
    """Zero width joiners, with which some writings are spelled."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
            ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
            ("\U0001f469\u200d\U0001f373", "\U0001f469\u200d\U0001f373"),
            ("\u0645\u200c\u200d\u200c\u062e", "\u0645\u200c\u062e"),
            ("\u0645\u06cc\u200c \u062e\u200d", "\u0645\u06cc \u062e"),
            ("\u200c\u0645", "\u0645"),
            ("Ma\u200crie", "Marie"),
            ("\u041c\u200d\u0430", "\u041c\u0430"),
            ("\u200c\u200d", ""),
        ],
    )
    def test_case_51_are_kept_inside_words_that_are_spelled_with_them(self, typed, kept):
        assert clean_text(typed) == kept

    @given(st.text(alphabet="\u0645\u062e\u0915\u094d\u200c\u200d\u0301eM\u212b \U0001f469"))
    def test_case_51_once_cleaned_stay_as_they_are(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)

    @given(st.text(alphabet="\u0645\u062e\u0915\u094d\u200c\u200d abc", max_size=30), st.data())
    def test_case_51_find_a_name_with_them_or_without(self, name, data):
        kept = clean_text(name)
        for typed in (kept, kept.replace("\u200c", "").replace("\u200d", ""), name):
            assert fold(typed).replace(" ", "") == fold(kept).replace(" ", "")
            assert all(any(w.startswith(t) for w in words(kept)) for t in typed_words(typed))


class TestWordsRunTogether:
    @pytest.mark.parametrize(
        ("name", "also"),
        [
            ("Le Gall", "legall"),
            ("Yann Le Gall", "legall"),
            ("De La Cruz", "delacruz"),
            ("De La Cruz", "lacruz"),
            ("Van den Berg", "vandenberg"),
            ("d'Arc le Bon", "lebon"),
        ],
    )
    def test_case_52_a_name_is_also_found_by_short_words_with_the_next(self, name, also):
        assert also in words(name)
        assert set(typed_words(name)) <= set(words(name))

    def test_case_52_long_words_stay_apart_and_a_run_has_an_end(self):
        assert words("Marie Petit") == ("marie", "petit")
        many = words(" ".join("abcdefghijklmnopqrstuvwxyz"))
        assert max(map(len, many)) == 3
        assert len(many) < 80

    @pytest.mark.parametrize(
        ("typed", "together"),
        [
            (("le", "gall"), [("legall",)]),
            (("yann", "le", "gall"), [("yann", "legall")]),
            (("de", "la", "cruz"), [("dela", "cruz"), ("de", "lacruz")]),
            (("marie", "petit"), []),
            (("marie",), []),
            ((), []),
        ],
    )
    def test_case_52_a_query_is_tried_with_short_words_run_together(self, typed, together):
        assert run_together(typed) == together


class TestWhatATerminalWouldObey:
    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ("Marie", "Marie"),
            ("Élodie\tŒuvrard", "Élodie Œuvrard"),
            ("A\x1b[31mB\x9bC\u202eD", "A[31mBCD"),
            ("two\nlines\x07", "two\nlines"),
        ],
    )
    def test_case_97_is_not_shown(self, text, seen):
        assert shown(text) == seen
        assert not is_shapeless(seen)

    @pytest.mark.parametrize("text", ["a\x07", "\x9b", "\ud800"])
    def test_case_97_is_known(self, text):
        assert is_shapeless(text)


@given(ANY_TEXT)
def test_case_97_what_is_typed_keeps_its_spaces_and_holds_nothing_unseen(text: str) -> None:
    kept = as_typed(text)
    assert as_typed(kept) == kept
    assert kept.split() == clean_text(text, most=len(text) * 4 + 1).split()
    assert all(c.isprintable() or c in "\u200c\u200d" for c in kept)
