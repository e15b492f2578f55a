"""What the owner's screens of one list share: the keys, one act at a time, a sentence beneath."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from shopcard.errors import ShopcardError
from shopcard.language import _
from shopcard.tui.commands import ShopScreen
from shopcard.tui.scanner import ENTER as ENTERS
from shopcard.tui.scanner import judged
from shopcard.tui.widgets.head_and_foot import FootLine, HeadLine
from shopcard.tui.widgets.pointed import Pointed
from shopcard.tui.widgets.row_list import STEPS, RowList

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

T = TypeVar("T")


class OwnerList(ShopScreen[T]):
    """A list that fills the screen. The shop is asked and changed in threads, one act at a time."""

    DEFAULT_CSS = """
    OwnerList { background: $background; color: $foreground; }
    OwnerList RowList { height: 1fr; padding: 1 2 0 2; }
    OwnerList #said { height: auto; padding: 0 2; display: none; }
    OwnerList #said.-on { display: block; }
    """
    left_by_scans = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *STEPS,
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self._shop = shop
        self._busy = self._filled = False

    @property
    def opening(self) -> bool:
        """Whether an act is under way that may ask something."""
        return self._busy and self._filled

    def not_yet(self, event: events.Key | events.Paste) -> bool:
        """Whether a key points at a list that is still being read."""
        leaves = isinstance(event, events.Key) and event.key == "escape"
        return not self._filled and not leaves

    # What each says for itself

    def heading(self) -> str:
        """The screen's name, on the line at the top."""
        return ""

    def body(self) -> Iterable[Widget]:
        """What stands between the line at the top and the sentence."""
        yield RowList()

    def beneath(self) -> Iterable[Widget]:
        """What stands under the sentence."""
        return ()

    async def begin(self) -> None:
        """Fill the list."""

    def draw(self) -> None:
        """What is pointed at has changed: the keys at the foot."""
        self.draw_foot()

    def action_accept(self) -> None:
        """Enter, pressed by a person, or a click on a line."""

    # What they share

    def compose(self) -> ComposeResult:
        yield HeadLine(id="head")
        yield from self.body()
        yield Static(id="said")
        yield from self.beneath()
        yield FootLine(id="foot")

    def on_mount(self) -> None:
        self.query_one(HeadLine).show(self._shop.opened.settings.name, self.heading())
        self.list.light(True)
        self.list.say(_("working it out…"))
        self.draw()
        self.act(self.begin)

    @property
    def list(self) -> RowList:
        return self.query_one(RowList)

    @work(exit_on_error=False)
    async def act(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do an act unless one is under way; what goes wrong becomes a sentence."""
        if self._busy:
            return
        self._busy = True
        self.tell("")
        try:
            await act()
        except ShopcardError as error:
            self.tell(error.sentence)
        finally:
            self._busy, self._filled = False, True

    def tell(self, sentence: str, *, good: bool = False) -> None:
        said = self.query_one("#said", Static)
        sign, style = ("✓", "bold $success") if good else ("!", "bold $error")
        said.update(Content.styled(f"{sign} {sentence}", style))
        said.set_class(bool(sentence), "-on")

    def on_key(self, event: events.Key) -> None:
        if event.key in ENTERS:
            verdict = judged(self.app, event)
            if not (verdict.scanned or verdict.too_soon):
                self.action_accept()

    @on(Pointed.Picked)
    def _picked(self, event: Pointed.Picked) -> None:
        self.draw()
        if event.thing is not None:
            self.action_accept()

    def action_step(self, by: int) -> None:
        self.list.move(by)

    def action_leave(self) -> None:
        self.dismiss(None)
