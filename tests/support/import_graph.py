"""Which module of a package imports which, read from the sources: nothing is executed.

Every import counts, also one within a function, one for types alone, and import_module() of a name.
`from package import module` imports the module; `import package`, and a name from it, the package.
"""

import ast
from collections.abc import Iterator
from pathlib import Path


def import_graph(package: Path) -> dict[str, set[str]]:
    """The modules of a package by their full names, each with those of the package it imports.

    A module that has a stub and no source, such as one in C, can be imported and imports nothing.
    """
    files = {_name(package, file): file for file in sorted(package.rglob("*.py"))}
    known = {*files, *(_name(package, stub) for stub in package.rglob("*.pyi"))}
    graph: dict[str, set[str]] = {name: set() for name in known}
    for name, file in files.items():
        for node in ast.walk(ast.parse(file.read_bytes())):
            asked = _asked(node, name, package.name, is_package=file.stem == "__init__")
            graph[name].update(_modules(asked, known))
        graph[name].discard(name)
    return graph


def _name(package: Path, file: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _asked(node: ast.AST, importer: str, package: str, *, is_package: bool) -> list[str]:
    """The full names that a node of a syntax tree imports, of modules or of things in them."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            parts = importer.split(".")
            above = parts[: len(parts) - level + is_package] if level else []
            source = ".".join([*above, module] if module else above)
            return [f"{source}.{alias.name}" for alias in names]
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == package:
            return [] if attribute.startswith("__") else [f"{package}.{attribute}"]
        case ast.Call(
            func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
        case _:
            return []


def _modules(names: list[str], known: set[str]) -> Iterator[str]:
    """The modules of these names, or those that have things of these names."""
    for name in names:
        if name in known:
            yield name
        elif (module := name.rpartition(".")[0]) in known:
            yield module
