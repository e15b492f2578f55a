"""The file of an open shop: found again after a crash, missed when it is taken away, waited for."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shopcard.errors import Busy, Damaged, Moved, Refused
from shopcard.files.backup.left_behind import left_behind
from shopcard.rules.settings import Settings
from shopcard.store.database import engine as engines
from shopcard.store.database import schema, shop_file
from shopcard.store.database.engine import file_of, make_engine, sqlite_module
from shopcard.store.database.tables import SettingRow
from shopcard.store.shop.shop import Shop

SQLITES = ["pysqlite3", "standard library"]
"""A current SQLite with the write-ahead log, and the one of Python with the rollback journal."""

LEAD = """
import sys
if sys.argv[1] == "standard library":
    sys.modules["pysqlite3"] = None
from pathlib import Path
from shopcard.rules.settings import Settings
from shopcard.rules.program import make_terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
where = Path(sys.argv[2])
"""
FIRST_DAY = """
shop = Shop.create(where, Settings("Glacier"), [("Cone", make_terms([(None, "Free")]))])
marie = shop.customers.add(CustomerDraft("Marie")).customer.id
for _stamp in range(3):
    shop.counter.stamp(marie)
print("stamped", flush=True)
sys.stdin.read()
"""
LOOK = """
with Shop.open(where) as shop:
    (marie,) = shop.customers.find("Marie")
    print(shop.counter.open_card(marie.id).cards[0].card.stamps, shop.check().ok)
"""
STAMP_AT_WORDS = """
shop = Shop.open(where)
marie = shop.customers.find("Marie")[0].id
print("open", flush=True)
for line in sys.stdin:
    try:
        shop.counter.stamp(marie)
        print("stamped", flush=True)
    except Exception as error:
        print(type(error).__name__, error, flush=True)
"""


def started(script, sqlite, *words, **options):
    return subprocess.Popen(
        [sys.executable, "-c", LEAD + script, sqlite, *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def done(script, sqlite, *words):
    process = started(script, sqlite, *words)
    out, _err = process.communicate()
    return out.strip()


def bytes_in(folder):
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("sqlite", SQLITES)
def test_case_31_a_shop_of_today_is_found_by_a_second_till_and_after_a_crash(tmp_path, sqlite):
    where = tmp_path / "shop.db"
    with started(FIRST_DAY, sqlite, where) as till:
        assert till.stdout.readline() == "stamped\n"
        assert done(LOOK, sqlite, where) == "3 True"
        till.send_signal(signal.SIGKILL)
    crashed = shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-crashed")
    assert done(LOOK, sqlite, where) == "3 True"
    assert done(LOOK, sqlite, crashed / "shop.db") == "3 True"


def test_case_31_a_new_shop_is_whole_in_its_one_file(tmp_path):
    with Shop.create(tmp_path / "new" / "shop.db", Settings("A")):
        alone = Path(shutil.copy(tmp_path / "new" / "shop.db", tmp_path / "alone.db"))
    with Shop.open(alone) as shop:
        assert shop.opened.settings.name == "A"
        assert shop.check().ok


def test_case_31_a_shop_whose_pages_are_all_in_the_log_is_ours(tmp_path):
    """As a shop made by an earlier shopcard is left by a power cut on its first day."""
    made, where = tmp_path / "made.db", tmp_path / "shop.db"
    script = (
        "from shopcard.store.database import schema\nfrom shopcard.store.database.engine import *\n"
        "make_private(where); shop = Shop(where); schema.make(shop.opened.engine)\n"
        "from shopcard.store.database.tables import SettingRow\n"
        "with writing(shop.opened.engine) as session:\n"
        "    session.add(SettingRow(key='name', value='First'))\n"
        "print('made', flush=True); sys.stdin.read()"
    )
    with started(script, "pysqlite3", made) as till:
        assert till.stdout.readline() == "made\n"
        till.send_signal(signal.SIGKILL)
    for end in ("", "-wal"):
        shutil.copy(f"{made}{end}", f"{where}{end}")
    assert where.read_bytes()[68:72] == bytes(4)
    with Shop.open(where) as shop:
        assert shop.opened.settings.name == "First"


def test_case_31_another_program_s_log_is_left_as_it_is(tmp_path):
    where = tmp_path / "theirs.db"
    script = (
        "from shopcard.store.database.engine import sqlite_module\n"
        "c = sqlite_module().connect(where, isolation_level=None)\n"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('CREATE TABLE t (x)')\n"
        "print('made', flush=True); sys.stdin.read()"
    )
    with started(script, "pysqlite3", where) as other:
        assert other.stdout.readline() == "made\n"
        other.send_signal(signal.SIGKILL)
    before = {name: found for name, found in bytes_in(tmp_path).items() if "shm" not in name}
    with pytest.raises(Damaged, match="another program"):
        Shop.open(where)
    after = bytes_in(tmp_path)
    assert {name: after[name] for name in before} == before


def test_case_31_an_emptied_file_keeps_its_log(where):
    where.write_bytes(b"")
    where.with_name("shop.db-wal").write_bytes(b"the last stamps")
    with pytest.raises(Damaged, match="Restore the latest backup"):
        Shop.open(where)
    assert where.with_name("shop.db-wal").read_bytes() == b"the last stamps"


def _delete(where, beside):
    where.unlink()


def _delete_all(where, beside):
    for file in where.parent.glob("shop.db*"):
        file.unlink()


def _rename(where, beside):
    where.rename(where.with_name("Copy of shop.db"))


def _replace(where, beside):
    os.replace(shutil.copy(beside, where.with_name("coming")), where)


def _replace_folder(where, beside):
    where.parent.rename(where.parent.with_name("old"))
    where.parent.mkdir()
    shutil.copy(beside, where)


def _named(folder):
    return {name: found for name, found in bytes_in(folder).items() if name.endswith("shop.db")}


@pytest.mark.parametrize("harm", [_delete, _delete_all, _rename, _replace, _replace_folder])
def test_case_32_a_file_taken_from_under_a_till_is_missed_and_kept(
    tmp_path, shop, marie, where, clock, harm
):
    shop.close()
    there = tmp_path / "till" / "shop.db"
    there.parent.mkdir()
    shutil.copy(where, there)
    with Shop.open(there, clock=clock) as till:
        till.counter.stamp(marie)
        harm(there, where)
        before = _named(there.parent)
        with pytest.raises(Moved, match="was moved, replaced or deleted") as first:
            till.counter.stamp(marie)
        with pytest.raises(Moved) as second:
            till.counter.stamp(marie)
        (kept,) = there.parent.glob("shop-kept-*.db")
        assert first.value.sentence == second.value.sentence
        assert str(kept) in first.value.sentence
        assert kept.stat().st_mode & 0o777 == 0o600
    assert _named(there.parent) == before
    with Shop.open(kept, clock=clock) as again:
        assert again.counter.open_card(marie).cards[0].card.stamps == 1
        assert again.check().ok


def test_case_32_a_till_on_the_standard_library_misses_its_file_too(shop, marie, where):
    shop.close()
    with started(STAMP_AT_WORDS, "standard library", where) as till:
        said = [till.stdout.readline()]
        for harm in (None, where.unlink, None):
            if harm:
                harm()
            till.stdin.write("\n")
            till.stdin.flush()
            said.append(till.stdout.readline())
        till.communicate()
    (kept,) = where.parent.glob("shop-kept-*.db")
    with Shop.open(kept, clock=shop.opened.clock) as again:
        assert len(again.counter.history(marie)) == said.count("stamped\n") == 1
    assert said[-1].startswith("Moved ")


def test_case_32_a_log_taken_from_under_a_till_is_missed(shop, marie, where):
    if shop.check().journal != "wal":
        return
    shop.counter.stamp(marie)
    where.with_name("shop.db-wal").unlink()
    with pytest.raises(Moved):
        shop.counter.stamp(marie)
    with pytest.raises(Moved):
        shop.counter.open_card(marie)
    with pytest.raises(Moved):
        shop.opened.look()
    (kept,) = where.parent.glob("shop-kept-*.db")
    with Shop.open(kept, clock=shop.opened.clock) as again:
        assert again.counter.open_card(marie).cards[0].card.stamps == 1


def test_case_32_a_snapshot_of_a_file_that_is_gone_is_refused(shop, where, tmp_path):
    where.rename(tmp_path / "elsewhere.db")
    with pytest.raises(Moved):
        shop.snapshot(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_case_32_a_file_put_back_is_the_shop_again(shop, marie, where, tmp_path):
    where.rename(tmp_path / "elsewhere.db")
    with pytest.raises(Moved):
        shop.counter.stamp(marie)
    (tmp_path / "elsewhere.db").rename(where)
    shop.counter.stamp(marie)
    assert shop.counter.open_card(marie).cards[0].card.stamps == 1


def test_case_32_where_files_have_no_numbers_only_their_absence_is_missed(
    shop, marie, where, monkeypatch
):
    """As on some network disks: device and inode are 0 for every file."""
    shop.close()
    monkeypatch.setattr(shop_file, "identity", lambda path: (0, 0) if Path(path).exists() else None)
    shop.counter.stamp(marie)
    shop.counter.stamp(marie)
    where.rename(where.with_name("elsewhere.db"))
    with pytest.raises(Moved):
        shop.counter.stamp(marie)


def test_case_32_a_link_put_in_the_file_s_place_is_missed(shop, marie, where):
    """It leads to the same file, whose log has another name for who opens it by the link."""
    shop.counter.stamp(marie)
    where.rename(where.with_name("shop.db.real"))
    where.symlink_to("shop.db.real")
    with pytest.raises(Moved):
        shop.counter.stamp(marie)
    with pytest.raises(Moved):
        shop.counter.open_card(marie)
    (kept,) = where.parent.glob("shop-kept-*.db")
    with Shop.open(kept, clock=shop.opened.clock) as again:
        assert again.counter.open_card(marie).cards[0].card.stamps == 1


def test_case_32_a_shop_opened_by_a_link_works(shop, marie, where, tmp_path):
    shop.close()
    link = tmp_path / "link.db"
    link.symlink_to(where)
    with Shop.open(link, clock=shop.opened.clock) as linked:
        linked.counter.stamp(marie)
        with Shop.open(where, clock=shop.opened.clock) as other:
            other.counter.stamp(marie)
        assert linked.counter.open_card(marie).cards[0].card.stamps == 2


@pytest.mark.parametrize("left", [0, 8192, -4096])
def test_case_32_a_file_cut_short_under_a_till_is_missed(shop, marie, where, left):
    shop.counter.stamp(marie)
    os.truncate(where, left if left >= 0 else where.stat().st_size + left)
    for _time in range(2):
        with pytest.raises((Moved, Damaged)):
            shop.counter.stamp(marie)


@pytest.mark.parametrize("left", [0, 100, 4096])
def test_case_32_a_log_cut_short_under_a_till_is_missed(shop, marie, where, left):
    if shop.check().journal != "wal":
        return
    shop.counter.stamp(marie)
    os.truncate(where.with_name("shop.db-wal"), left)
    for act in (shop.counter.stamp, shop.counter.open_card, shop.counter.stamp):
        with pytest.raises(Moved, match="cut short"):
            act(marie)
    (kept,) = where.parent.glob("shop-kept-*.db")
    with Shop.open(kept, clock=shop.opened.clock) as again:
        assert len(again.counter.history(marie)) == 1
        assert again.check().ok


def test_case_32_a_log_that_was_emptied_into_the_file_is_not_cut_short(shop, marie, where):
    shop.counter.stamp(marie)
    with engines.plainly(shop.opened.engine) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other = sqlite_module().connect(where, isolation_level=None)
    shop.counter.stamp(marie)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    shop.counter.stamp(marie)
    assert shop.counter.open_card(marie).cards[0].card.stamps == 3


def test_case_32_a_file_whose_pages_lie_only_in_used_up_frames_is_cut_short(shop, marie, where):
    """SQLite reads what was moved from the log into the file from there alone."""
    if shop.check().journal != "wal":
        return
    with engines.plainly(shop.opened.engine) as raw:
        raw.execute("CREATE TABLE filler AS SELECT zeroblob(90000) AS x")
        raw.execute("PRAGMA wal_checkpoint(FULL)")
    shop.counter.open_card(marie)
    os.truncate(where, where.stat().st_size - 40960)
    with pytest.raises(Moved, match="cut short"):
        shop.counter.stamp(marie)


def test_case_32_a_connection_that_is_opened_later_does_not_take_another_file(
    shop, marie, where, tmp_path
):
    shop.counter.stamp(marie)
    other = Path(shutil.copy(where, tmp_path / "other.db"))
    with engines.looking(shop.opened.engine):  # so that the next act opens a connection
        os.replace(other, where)
        for _time in range(2):
            with pytest.raises(Moved, match="was moved, replaced or deleted"):
                shop.counter.open_card(marie)


@pytest.mark.parametrize("harm", ["delete", "replace"])
def test_case_32_a_rollback_journal_taken_away_between_two_acts_loses_nothing(
    shop, marie, where, harm
):
    shop.close()
    journal = where.with_name("shop.db-journal")
    with started(STAMP_AT_WORDS, "standard library", where) as till:
        said = [till.stdout.readline()]
        for _stamp in range(3):
            till.stdin.write("\n")
            till.stdin.flush()
            said.append(till.stdout.readline())
            journal.unlink(missing_ok=True)
            if harm == "replace":
                journal.write_bytes(b"")
        till.communicate()
    assert said == ["open\n", *["stamped\n"] * 3]
    with Shop.open(where) as again:
        assert len(again.counter.history(marie)) == 3
        assert again.check().ok


def test_case_32_a_till_on_the_standard_library_misses_a_file_cut_short(shop, marie, where):
    shop.close()
    with started(STAMP_AT_WORDS, "standard library", where) as till:
        said = [till.stdout.readline()]
        for cut in (False, True):
            if cut:
                os.truncate(where, 8192)
            till.stdin.write("\n")
            till.stdin.flush()
            said.append(till.stdout.readline())
        till.communicate()
    assert said[:2] == ["open\n", "stamped\n"]
    assert said[2].startswith(("Moved ", "Damaged "))


def test_case_32_a_file_that_another_till_vacuums_is_not_cut_short(shop, marie, where):
    with engines.plainly(shop.opened.engine) as raw:
        raw.execute("CREATE TABLE filler AS SELECT zeroblob(900000) AS x")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shop.counter.stamp(marie)
    before = where.stat().st_size
    other = sqlite_module().connect(where, isolation_level=None)
    other.execute("DROP TABLE filler")
    other.execute("VACUUM")
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.execute("CREATE TABLE grown AS SELECT zeroblob(90000) AS x")
    other.execute("DROP TABLE grown")
    assert where.stat().st_size < before
    shop.counter.stamp(marie)
    other.close()
    shop.counter.stamp(marie)
    assert shop.counter.open_card(marie).cards[0].card.stamps == 3


def test_case_86_a_copy_kept_in_the_default_folder_is_not_the_default_shop_s(
    shop, marie, where, tmp_path, monkeypatch
):
    shop.close()
    home = tmp_path / "home"
    monkeypatch.setenv("SHOPCARD_HOME", str(home))
    there = tmp_path / "s" / "shop.db"
    there.parent.mkdir()
    shutil.copy(where, there)
    with Shop.open(there, clock=shop.opened.clock) as till:
        till.counter.stamp(marie)
        shutil.rmtree(there.parent)
        with pytest.raises(Moved) as raised:
            till.counter.stamp(marie)
    (kept,) = (home / "kept").iterdir()
    assert str(kept) in raised.value.sentence
    assert left_behind(home / "shop.db") is None
    with Shop.open(kept, clock=shop.opened.clock) as again:
        assert len(again.counter.history(marie)) == 1


def test_case_94_a_shop_that_is_gone_is_never_made_by_opening_it(where):
    engine = make_engine(where)
    where.unlink()
    with pytest.raises(Damaged), engines.reading(engine) as session:
        session.connection()
    engine.dispose()
    assert list(where.parent.iterdir()) == []


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_case_94_no_new_shop_is_made_beside_the_log_of_another(tmp_path, end):
    log = tmp_path / f"shop.db{end}"
    log.write_bytes(b"the last stamps")
    with pytest.raises(Refused, match="There was a shop here"):
        Shop.create(tmp_path / "shop.db", Settings("A"))
    assert bytes_in(tmp_path) == {log.name: b"the last stamps"}


def test_case_98_an_old_till_stops_when_the_file_is_upgraded_under_it(shop, marie, sql):
    shop.counter.stamp(marie)
    sql("ALTER TABLE customer ADD COLUMN hair TEXT")
    sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Damaged, match="newer shopcard"):
        shop.counter.stamp(marie)
    with pytest.raises(Damaged, match="newer shopcard"):
        shop.counter.open_card(marie)
    with pytest.raises(Damaged, match="newer shopcard"):
        shop.opened.look()
    assert sql("SELECT count(*) FROM entry") == [(1,)]


def test_case_98_two_tills_that_start_on_an_older_shop_upgrade_it_once(tmp_path):
    where = tmp_path / "old.db"
    engines.make_private(where)
    with Shop(where) as old:
        schema.make(old.opened.engine, "0003")
        with engines.writing(old.opened.engine) as session:
            texts = Settings("Old").to_texts() | {"import_secret": "ab" * 32}
            session.add_all(SettingRow(key=key, value=value) for key, value in texts.items())

    def opened(_till):
        with Shop.open(where) as shop:
            return shop.opened.settings.name, shop.check().problems

    with ThreadPoolExecutor(2) as tills:
        assert list(tills.map(opened, range(2))) == [("Old", ())] * 2


def test_case_45_settings_changed_at_another_till_are_followed(shop, marie, where, clock):
    with Shop.open(where, clock=clock) as other:
        other.opened.change_setting("name", "Glacier du Phare")
        other.opened.change_setting("acts_per_day", "1")
    shop.opened.look()
    assert shop.opened.settings.name == "Glacier du Phare"
    shop.counter.stamp(marie)
    with Shop.open(where, clock=clock) as other:
        other.opened.change_setting("acts_per_day", "9")
    shop.counter.stamp(marie)


@pytest.mark.parametrize(
    "name", ["a%41b", "what?", "50 % #1", "é & ç", "file:x", os.fsdecode(b"l\xe9")]
)
def test_case_78_any_folder_s_name_works(tmp_path, name):
    where = tmp_path / name / "shop.db"
    with Shop.create(where, Settings("A")) as shop:
        shop.snapshot(where.with_name("copy?%42.db"))
    assert sorted(file.name for file in where.parent.iterdir()) == ["copy?%42.db", "shop.db"]
    assert [file.name for file in tmp_path.iterdir()] == [name]
    with Shop.open(where.with_name("copy?%42.db")) as shop:
        assert shop.opened.settings.name == "A"


def test_case_79_a_disk_that_fails_says_whether_anything_was_written(shop, marie, where):
    """A file that may not grow any more fails in the middle of a commit, as a bad disk does."""
    shop.close()
    script = STAMP_AT_WORDS.replace(
        'print("open", flush=True)',
        "import resource\n"
        "log = where.with_name('shop.db-wal')\n"
        "most = max(log.stat().st_size if log.exists() else 0, 32768) + 100\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))\n"
        'print("open", flush=True)',
    )
    with started(script, "pysqlite3", where) as till:
        out, _err = till.communicate("\n" * 4)
    said = out.splitlines()[1:]
    assert "stamped" not in said[-1]
    assert said[-1].startswith("DiskFailed The disk failed while writing")
    with Shop.open(where, clock=shop.opened.clock) as again:
        assert len(again.counter.history(marie)) == said.count("stamped")


def test_case_100_a_write_that_waits_ends_when_the_program_does(shop, marie, where):
    held = sqlite_module().connect(where, isolation_level=None, check_same_thread=False)
    held.execute("BEGIN IMMEDIATE")
    shop.opened.engine.dispose()
    patient = Shop(where, clock=shop.opened.clock)
    patient.opened.engine = make_engine(where, busy_seconds=3600)
    raised = []

    def stamp():
        try:
            patient.counter.stamp(marie)
        except Busy as error:
            raised.append(error)

    waiting = threading.Thread(target=stamp)
    waiting.start()
    file_of(patient.opened.engine).stop_waiting()
    waiting.join()
    assert len(raised) == 1
    held.close()
    patient.close()


TAKING_TURNS = """
import os
shop = Shop.open(where)
marie = shop.customers.find("Marie")[0].id
os.write(1, b"open\\n")
sys.stdin.readline()
for _stamp in range(int(sys.argv[3])):
    shop.counter.stamp(marie)
    os.write(1, f"{sys.argv[4]}\\n".encode())
"""


def take_turns(where, stamps):
    """Four tills stamping without pause into one pipe: whose stamp each of them was."""
    read, write = os.pipe()
    tills = [
        subprocess.Popen(
            [sys.executable, "-c", LEAD + TAKING_TURNS, "pysqlite3", where, str(stamps), str(n)],
            stdin=subprocess.PIPE, stdout=write, text=True,
        )
        for n in range(4)
    ]  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        assert [said.readline() for _till in tills] == ["open\n"] * 4
        for till in tills:
            till.stdin.write("\n")
            till.stdin.flush()
        order = said.read().split()
    for till in tills:
        till.communicate()
    return order


def each_has_a_share(shop, where, stamps, share):
    """When the first of four tills has written all its stamps, each other has so many."""
    shop.opened.change_setting("acts_per_day", "1000")
    shop.close()
    order = take_turns(where, stamps)
    assert sorted(order) == sorted("0123" * stamps)
    done_first = min(len(order) - order[::-1].index(till) for till in "0123")
    assert min(order[:done_first].count(till) for till in "0123") >= share


def test_case_100_four_tills_without_pause_all_have_their_turns(shop, marie, where):
    each_has_a_share(shop, where, 40, 8)


@pytest.mark.long
def test_case_100_four_tills_without_pause_have_their_turns_for_long(shop, marie, where):
    each_has_a_share(shop, where, 240, 100)


def test_case_102_a_kill_during_the_making_of_a_shop_leaves_its_place_free(tmp_path):
    where = tmp_path / "shop.db"
    script = (
        "import os, signal\n"
        "def killed(shop, *rest): os.kill(os.getpid(), signal.SIGKILL)\n"
        "from shopcard.store.shop.programs import ProgramsPart\n"
        "ProgramsPart.add = killed\n"
        'Shop.create(where, Settings("A"), [("Cone", make_terms([(None, "Free")]))])\n'
    )
    assert done(script, "pysqlite3", where) == ""
    assert not where.exists()
    with Shop.create(where, Settings("A")) as shop:
        assert shop.check().ok
