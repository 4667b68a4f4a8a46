"""The order in which the rows of a sheet are taken: what one names comes before it."""

from collections.abc import Iterator, Sequence

from compliance.imports.workbook import Line


def in_order(lines: Sequence[Line]) -> Iterator[Line]:
    """Rows of one kind as in the workbook, but what another of them names comes before."""
    by_code = {line.item.key[0]: line for line in reversed(lines)}
    begun: set[int] = set()

    def waits_for(line: Line) -> Iterator[Line]:
        return (by_code[code] for code in _names(line) if code in by_code)

    for line in lines:
        waiting = [] if id(line) in begun else [(line, waits_for(line))]
        begun.add(id(line))
        while waiting:  # no recursion: a file may name as long a chain as it has rows
            _line, others = waiting[-1]
            other = next((each for each in others if id(each) not in begun), None)
            if other is None:
                yield waiting.pop()[0]
            else:
                begun.add(id(other))
                waiting.append((other, waits_for(other)))


def _names(line: Line) -> Iterator[str]:
    """The codes of its own kind that a line names."""
    for item in line.items.values():
        for name, known in item.shape.fields.items():
            if known.of == line.sheet.kind and name in item.given:
                yield item.given[name]
