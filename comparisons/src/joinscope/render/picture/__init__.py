"""The picture: lanes of both languages on one axis, as SVG or PNG."""
