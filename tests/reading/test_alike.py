"""Files that begin alike are cut alike, and read exactly as each would be by itself."""

from pathlib import Path

import pytest

from metrics.reading.alike import Alike
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate\n"
FIRST = HEAD + "".join(f'{n},s{n},"white, hanging",{n},2011-01-{n + 1:02d}\n' for n in range(20))

OTHERS = {
    "plain": "30,s,red,3,2011-02-01\n31,s,blue,4,2011-02-02\n",
    "no last line break": "30,s,red,3,2011-02-01\n31,s,blue,4,2011-02-02",
    "quoted": '30,s,"red, ""big""",3,2011-02-01\n31,s,blue,4,2011-02-02\n',
    "broken quotes": '30,s,"red,3,2011-02-01\n31,s,blue"x,4,2011-02-02\n',
    "line break in a cell": '30,s,"red\nblue",3,2011-02-01\n31,s,blue,4,2011-02-02\n',
    "single quotes": "30,s,'red, big',3,2011-02-01\n31,s,'blue',4,2011-02-02\n",
    "total": "30,s,red,3,2011-02-01\n31,s,blue,4,2011-02-02\nTotal,,,7,\n",
    "footer": "30,s,red,3,2011-02-01\n31,s,blue,4,2011-02-02\n(2 rows)\n",
    "ragged": "30,s,red,3,2011-02-01\n31,s,blue\n32,s,blue,4,2011-02-02,more\n",
    "blank lines": "30,s,red,3,2011-02-01\n\n31,s,blue,4,2011-02-02\n\n",
    "header again": "30,s,red,3,2011-02-01\n" + HEAD + "31,s,blue,4,2011-02-02\n",
    "western": "30,s,café,3,2011-02-01\n",
    "no records": "",
}


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS)
def test_read_as_by_itself(body: str, tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_bytes((HEAD + body).encode("cp1252"))
    alike = Alike()
    open_grids(tmp_path / "first.csv", Hints(), alike)
    beside, alone = open_grids(other, Hints(), alike), open_grids(other, Hints())
    assert [grid.file for grid in beside] == [grid.file for grid in alone]
    for one, itself in zip(beside, alone, strict=True):
        assert one.cells.rows() == itself.cells.rows()
        assert one.lines.to_list() == itself.lines.to_list()
        assert one.ragged.to_list() == itself.ragged.to_list()
        assert (one.header, one.asides) == (itself.header, itself.asides)
        places = range(one.records)
        assert [text.rstrip() for text in one.texts(places)] == [text.rstrip() for text in itself.texts(places)]


def test_what_the_user_settles_comes_first(tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    alike = Alike()
    open_grids(tmp_path / "first.csv", Hints(), alike)
    (grid,) = open_grids(tmp_path / "first.csv", Hints(header_row=0), alike)
    assert grid.records == 21
