"""What a scanner gives a command, and amounts as shopkeepers write them."""

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def lea(shopcard: Run) -> Run:
    added = shopcard("customer", "add", "Léa Roy", "--card", "]C1*00AB1234*")
    assert added.code == 0
    return shopcard


@pytest.mark.parametrize("typed", ["00AB1234", "]C100AB1234", "*00AB1234*", "00ab1234\x1d"])
def test_case_38_a_command_reads_a_wrapped_code(lea: Run, typed: str) -> None:
    assert "Léa Roy" in lea("stamp", typed).out


def test_case_37_a_command_reads_the_signs_of_another_keyboard(shopcard: Run) -> None:
    shopcard("customer", "add", "Eva Petit", "--card", "1121")
    shopcard("customer", "add", "Emma", "--card", "5000")
    assert "Eva Petit" in shopcard("stamp", "&&é&").out
    for typed, said in (("&&éé", "No customer has card 1122."), ("&&&&", "cannot be read")):
        for command in (("stamp", typed), ("customer", "show", typed)):
            answer = shopcard(*command)
            assert answer.code != 0
            assert said in answer.err
            assert "Emma" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1 234,50", 123450), ("12€", 1200), ("12.50 €", 1250), ("12,-", 1200)],
)
def test_case_40_a_command_reads_an_amount_as_the_counter_does(
    lea: Run, typed: str, amount: int
) -> None:
    assert lea("stamp", "00AB1234", "--amount", typed, "--json").code == 0
    [entry] = lea("history", "00AB1234", "--json").json["entries"]
    assert entry["amount"] == amount


@pytest.mark.parametrize("typed", ["1,234", "$12", "", "12 x", "1,2,3"])
def test_case_40_what_is_no_amount_or_two_is_refused(lea: Run, typed: str) -> None:
    answer = lea("stamp", "00AB1234", "--amount", typed)
    assert answer.code != 0
    assert "12" in answer.err
    assert lea("history", "00AB1234", "--json").json["entries"] == []
