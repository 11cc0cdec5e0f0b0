"""The report: one HTML file for the browser, and its picture alone as SVG or PNG."""

from joinscope.view.report.html import html
from joinscope.view.report.png import png, require_png
from joinscope.view.report.svg import svg

__all__ = ["html", "png", "require_png", "svg"]
