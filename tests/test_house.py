"""What holds for all tests: each stands where its code stands, and uses only what is public."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def private_names(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each private name that code takes from elsewhere: `other._name`,
    `from place import _name`, `setattr(other, "_name", …)`. Its own (`self._name`) and the
    translators' `_` are not among them."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name):
                names = [name]
            case ast.ImportFrom(module=module, names=imported):
                names = [*(module or "").split("."), *(one.name for one in imported)]
            case ast.Import(names=imported):
                names = [part for one in imported for part in one.name.split(".")]
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if "attr" in name:
                given = [one.value for one in node.args if isinstance(one, ast.Constant)]
                names = [part for text in given for part in str(text).split(".")]
        for name in names:
            if name.startswith("_") and name != "_" and not name.startswith("__"):
                yield node.lineno, name


@pytest.mark.parametrize(
    "source",
    [
        "app._compositor",
        "from textual.keys import _character_to_key",
        "from textual._compositor import Compositor",
        "import sqlalchemy.engine._py_row",
        'monkeypatch.setattr(Screen, "_compositor_refresh", draw)',
        'monkeypatch.setattr("textual.screen.Screen._update", draw)',
        'getattr(app, "_driver")',
    ],
)
def test_a_private_name_is_found_however_it_is_taken(source):
    assert [line for line, _name in private_names(source)] == [1]


def test_ones_own_names_are_no_private_names():
    assert not [*private_names("self._shop; language._('Shop'); module.__file__; cls._made")]


def test_no_test_uses_a_private_name_of_a_library_or_of_the_product():
    found = [
        f"{file.relative_to(TESTS)}:{line} {name}"
        for file in sorted(TESTS.rglob("*.py"))
        for line, name in private_names(file.read_text(encoding="utf-8"))
    ]
    assert found == []


# One test file for one product file

PRODUCT = TESTS.parent / "shopcard"

OF_SEVERAL_FILES = {
    "cli/commands/test_cdnow_months.py": "a year of real purchases, by the commands alone",
    "cli/commands/test_exports.py": "leaves and comes back: files, lists and month together",
    "cli/commands/test_occasions.py": "joining, birthdays and tiers over all commands",
    "cli/commands/test_races.py": "several processes at once",
    "cli/test_golden.py": "the answers of every command",
    "cli/test_missing_shop.py": "every command where no shop is",
    "cli/test_scans_and_amounts.py": "every command that takes a scan or an amount",
    "files/imports/test_import_files.py": "whole lists as tills and spreadsheets save them",
    "files/test_balances.py": "balance lists, from the file to the ledger",
    "files/test_hostile.py": "files made to do harm, at every way in",
    "files/test_restore.py": "backups put back, by whatever made them",
    "rules/test_card_laws.py": "laws of a card against a second, naive one",
    "rules/test_card_merge.py": "cards of two who become one",
    "store/counter/test_occasions.py": "joining, birthdays and tiers over acts, undo and import",
    "store/database/test_kill.py": "tills that are killed",
    "store/database/test_upgrade.py": "every migration, on files of the versions before",
    "store/month/test_independent_month.py": "every figure against a second working-out",
    "store/month/test_month_truths.py": "months worked out by hand",
    "store/test_all_programmes.py": "random acts over every kind of programme",
    "store/test_damage.py": "files with changed bytes",
    "store/test_referrers.py": "who brought whom, over customers, counter and month",
    "store/test_tills_place.py": "a till's place, over shop, counter and programmes",
    "test_bench.py": "the bench itself",
    "test_house.py": "this file",
    "test_requirements.py": "what has to be installed",
    "tools/test_build_hook.py": "a tool of the tests",
    "tools/test_pictures.py": "a tool of the tests",
    "tui/counter/test_occasions.py": "joining, birthdays and tiers on the screen",
    "tui/test_clock_asked.py": "a wrong clock, from the start to the counter",
    "tui/test_counter_amounts.py": "amounts at the counter",
    "tui/test_counter_scans.py": "scans at the counter",
    "tui/test_first_day.py": "the first day, in a real terminal",
    "tui/test_pictures.py": "pictures of whole screens",
}
"""Tests of more than one file, and what they are about."""

BY_OTHERS = {
    "cli/as_json.py",
    "cli/as_text.py",
    "cli/commands/demo.py",
    "cli/commands/lists.py",
    "cli/commands/partners.py",
    "cli/commands/settings.py",
    "cli/import_as_text.py",
    "cli/month_as_text.py",
    "cli/options.py",
    "cli/output.py",
    "demo/people.py",
    "demo/story.py",
    "demo/team.py",
    "demo/twice.py",
    "demo/voices.py",
    "environment.py",
    "files/backup/left_behind.py",
    "files/backup/restore.py",
    "files/backup/unpack.py",
    "files/backup/verified.py",
    "files/imports/balance_rows.py",
    "files/imports/column_titles.py",
    "files/imports/row_base.py",
    "files/imports/workbook_size.py",
    "files/mailing_list.py",
    "files/report/chart.py",
    "files/shop_tables.py",
    "store/answers/counter.py",
    "store/answers/month.py",
    "store/counter/open_card.py",
    "store/counter/till.py",
    "store/counter/undo.py",
    "store/customers/referrals.py",
    "store/customers/search_index.py",
    "store/database/new_file.py",
    "store/database/tables.py",
    "store/everything.py",
    "store/imports/already_there.py",
    "store/imports/balances.py",
    "store/imports/batch.py",
    "store/imports/known_people.py",
    "store/imports/past.py",
    "store/integrity/clean.py",
    "store/integrity/expected_schema.py",
    "store/integrity/totals.py",
    "store/integrity/unreadable_values.py",
    "store/integrity/upgrade.py",
    "store/ledger/ahead.py",
    "store/ledger/history.py",
    "store/ledger/merged.py",
    "store/ledger/rebuild.py",
    "store/ledger/reward_costs.py",
    "store/ledger/standing.py",
    "store/month/cache.py",
    "store/month/cards_in_progress.py",
    "store/month/customers_behind.py",
    "store/month/dated_later.py",
    "store/month/fair_play.py",
    "store/month/feedback_counts.py",
    "store/month/lists.py",
    "store/month/partners.py",
    "store/month/slipping.py",
    "store/privacy/journal.py",
    "store/privacy/personal_data.py",
    "store/shop/customers.py",
    "store/shop/feedback.py",
    "store/shop/imports.py",
    "store/shop/month.py",
    "store/shop/place.py",
    "store/shop/privacy.py",
    "store/shop/shop.py",
    "tui/counter/card_panel.py",
    "tui/counter/feedback.py",
    "tui/counter/gate.py",
    "tui/counter/hint.py",
    "tui/counter/sure.py",
    "tui/customer/brought_by.py",
    "tui/customer/feedback.py",
    "tui/customer/form.py",
    "tui/customer/new.py",
    "tui/customer/replace_card.py",
    "tui/form.py",
    "tui/month/cohort_grid.py",
    "tui/month/explained.py",
    "tui/month/list_file.py",
    "tui/month/pages.py",
    "tui/month/view.py",
    "tui/owner/duplicates.py",
    "tui/owner/list_screen.py",
    "tui/owner/menu.py",
    "tui/owner/program_card.py",
    "tui/owner/program_form.py",
    "tui/owner/tidy_up.py",
    "tui/theme.py",
    "tui/widgets/figure_row.py",
    "tui/widgets/head_and_foot.py",
    "tui/widgets/match_list.py",
    "tui/widgets/note_area.py",
    "tui/widgets/pointed.py",
    "tui/widgets/row_list.py",
    "tui/widgets/tab_line.py",
    "tui/widgets/today_panel.py",
    "words/fair_play.py",
    "words/feedback.py",
    "words/formulas.py",
    "words/month.py",
    "words/privacy.py",
    "words/programs.py",
    "words/table.py",
}
"""Files tested only through what uses them. A new file does not come in here; each one that gets
its own tests leaves."""


def its_test(file: Path) -> str:
    """Where the tests of a product file stand; a package's are beside its folder."""
    where = file.relative_to(PRODUCT)
    if where.name == "__init__.py" and where.parent.name:
        where = where.parent.with_suffix(".py")
    return where.with_name(f"test_{where.name}").as_posix()


def test_a_product_file_has_a_test_file_of_its_name():
    """But for packages that only gather, migrations, and those named above."""
    missing = {
        file.relative_to(PRODUCT).as_posix()
        for file in PRODUCT.rglob("*.py")
        if file.name not in {"__init__.py", "__main__.py"}
        and "migrations" not in file.parts
        and not (TESTS / its_test(file)).exists()
    }
    assert missing - BY_OTHERS == set(), "give these a test file of their name"


def test_a_test_file_is_of_one_product_file_or_says_of_what():
    known = {its_test(file) for file in PRODUCT.rglob("*.py")}
    found = {file.relative_to(TESTS).as_posix() for file in TESTS.rglob("test_*.py")}
    assert found - known - OF_SEVERAL_FILES.keys() == set()
