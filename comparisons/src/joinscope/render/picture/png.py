"""The picture as PNG, for slides; it takes the extra `png`."""

import importlib
from types import ModuleType

from joinscope.errors import UsageError
from joinscope.explanation.model import Explanation
from joinscope.render.picture.svg import svg

MODULE = "vl_convert"


def png(explanation: Explanation, start_method: str | None = None, *, scale: float = 2) -> bytes:
    """The picture of one pair of stories; `scale` is how many dots a pixel of the SVG gets."""
    found: bytes = _converter().svg_to_png(svg(explanation, start_method), scale=scale)
    return found


def require_png() -> None:
    """Raise UsageError, with what to install, where there can be no PNG."""
    _converter()


def _converter() -> ModuleType:
    try:
        return importlib.import_module(MODULE)
    except ImportError:
        raise UsageError(
            "PNG takes vl-convert-python, which is not installed: pip install 'joinscope[png]', "
            "or write the picture as SVG"
        ) from None
