"""What a scanner typed: told from typing, unwrapped, read through every keyboard."""

from shopcard.rules.scanner import ScanGuard


class TestScanGuard:
    def type(self, guard, start, count, gap):
        for n in range(count):
            guard.key(start + n * gap)
        return start + (count - 1) * gap

    def test_a_burst_ended_by_enter_is_a_scan(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        assert guard.enter(last + 0.005)

    def test_a_person_is_no_scanner(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.120)
        assert not guard.enter(last + 0.120)
        assert not guard.too_soon(last + 0.200)

    def test_a_few_quick_keys_are_no_scan(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 3, 0.005)
        assert not guard.enter(last + 0.005)

    def test_a_pause_before_enter_is_a_person_s(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        assert not guard.enter(last + 0.5)

    def test_the_second_enter_of_a_scanner_is_too_soon(self):
        guard = ScanGuard()
        last = self.type(guard, 10.0, 8, 0.005)
        ended = last + 0.005
        assert guard.enter(ended)
        assert guard.too_soon(ended + 0.299)
        assert not guard.too_soon(ended + 0.301)

    def test_nothing_is_too_soon_before_any_scan(self):
        assert not ScanGuard().too_soon(0.0)
