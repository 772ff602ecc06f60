"""Small files in which the right dialect is easily missed."""

from pathlib import Path

import pytest

from metrics.errors import Unsettled
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids

Rows = list[tuple[str | None, ...]]

CASES: dict[str, tuple[str, tuple[str, ...], Rows]] = {
    "decimal commas": ("a;b;c\n1,5;2,5;3\n", ("a", "b", "c"), [("1,5", "2,5", "3")]),
    "one column of decimal commas": ("mrr\n12,5\n3,75\n", ("mrr",), [("12,5",), ("3,75",)]),
    "decimal commas without a header": (
        "1,5;2,5\n3,5;4,5\n6,5;7,5\n",
        (),
        [("1,5", "2,5"), ("3,5", "4,5"), ("6,5", "7,5")],
    ),
    "two names a line": (
        "Smith, J;Jones, K\nDoe, A;Roe, B\nFoo, C;Bar, D\nSmith, J;Bar, D\n",
        (),
        [("Smith, J", "Jones, K"), ("Doe, A", "Roe, B"), ("Foo, C", "Bar, D"), ("Smith, J", "Bar, D")],
    ),
    "lists in cells": ("id,tags\n1,x;y\n2,z;w\n3,a;b\n", ("id", "tags"), [("1", "x;y"), ("2", "z;w"), ("3", "a;b")]),
    "one column": ("email\na@x.com\nb@y.org\n", ("email",), [("a@x.com",), ("b@y.org",)]),
    "commas in names": (
        "n;c\nAcme, Inc;Paris\nBeta, Ltd;Gent\n",
        ("n", "c"),
        [("Acme, Inc", "Paris"), ("Beta, Ltd", "Gent")],
    ),
    "no header": ("1,2.5,x\n2,3.5,y\n", (), [("1", "2.5", "x"), ("2", "3.5", "y")]),
    "years as names": (
        "who,2023,2024\nA,10,20\nB,5,6\n",
        ("who", "2023", "2024"),
        [("A", "10", "20"), ("B", "5", "6")],
    ),
    "units": ("id,day,mrr\n,,(EUR)\n1,2024-01-01,5\n", ("id", "day", "mrr (EUR)"), [("1", "2024-01-01", "5")]),
    "titles over groups": (
        ",Q1,,Q2,\nName,Rev,Cost,Rev,Cost\nA,1,2,3,4\nB,5,6,7,8\n",
        ("Name", "Q1 Rev", "Q1 Cost", "Q2 Rev", "Q2 Cost"),
        [("A", "1", "2", "3", "4"), ("B", "5", "6", "7", "8")],
    ),
    "drawn": (" id | mrr\n----+-----\n  1 | 2.5\n  2 | 3\n(2 rows)\n", ("id", "mrr"), [("1", "2.5"), ("2", "3")]),
    "Markdown": ("| id | n |\n|----|--:|\n| 1 | 2 |\n", ("id", "n"), [("1", "2")]),
    "comments above": ("# exported\n# by me\nid,name\n1,a\n2,b\n", ("id", "name"), [("1", "a"), ("2", "b")]),
    "inches": ('id,size,p\n1,12" x,5\n2,"y",7\n', ("id", "size", "p"), [("1", '12" x', "5"), ("2", "y", "7")]),
    "apostrophes": ("id,n\n1,O'Brien\n2,'s Hertog\n", ("id", "n"), [("1", "O'Brien"), ("2", "'s Hertog")]),
    "backslash at the end": ('id,p\n1,"C:\\d\\"\n2,"D:\\"\n', ("id", "p"), [("1", "C:\\d\\"), ("2", "D:\\")]),
    "titles over a few columns": (
        ",Money,,,,Dates\nName,Rev,Cost,Rent,Tax,Day\nA,1,2,3,4,2024-01-01\nB,5,6,7,8,2024-01-02\n",
        ("Name", "Money Rev", "Money Cost", "Money Rent", "Money Tax", "Dates Day"),
        [("A", "1", "2", "3", "4", "2024-01-01"), ("B", "5", "6", "7", "8", "2024-01-02")],
    ),
    "titles over groups of years": (
        ",Old,,,New\nregion,2021,2022,2023,2024\nNorth,1,2,3,4\nSouth,5,6,7,8\n",
        ("region", "Old 2021", "Old 2022", "Old 2023", "New 2024"),
        [("North", "1", "2", "3", "4"), ("South", "5", "6", "7", "8")],
    ),
    "two dates without a header": (
        "A,2021-03-01,2026-05-01\nB,2022-04-01,2025-01-01\n",
        (),
        [("A", "2021-03-01", "2026-05-01"), ("B", "2022-04-01", "2025-01-01")],
    ),
    "pairs above": (
        "Report:,Sales\nDate:,2026-01-01\n\nid,name,score\n1,a,2\n2,b,3\n",
        ("id", "name", "score"),
        [("1", "a", "2"), ("2", "b", "3")],
    ),
    "title above two columns": (
        "REPORT,\n,\nland,capital\nFrance,Paris\nSpain,Madrid\nItaly,Rome\n",
        ("land", "capital"),
        [("France", "Paris"), ("Spain", "Madrid"), ("Italy", "Rome")],
    ),
    "title above rows without names": (
        "Report of sales\n\n1,anna,2\n2,bob,3\n3,cleo,4\n",
        (),
        [("1", "anna", "2"), ("2", "bob", "3"), ("3", "cleo", "4")],
    ),
    "spaced pipes": ("a | b | c\n1 | x y | 3\n4 | z | 6\n", ("a", "b", "c"), [("1", "x y", "3"), ("4", "z", "6")]),
    "spaced commas": ("land , town\nA , B\nC , D\nE , F\n", ("land", "town"), [("A", "B"), ("C", "D"), ("E", "F")]),
    "spaced commas and quotes": (
        'land , "the town" , "its pay"\nA , "B, b" , "1 2,5"\nC , "D, d" , "3 4,5"\n',
        ("land", "the town", "its pay"),
        [("A", "B, b", "1 2,5"), ("C", "D, d", "3 4,5")],
    ),
    "Hive": ("a\x01b\x01c\n1\x01x, y\x013\n4\x01z\x016\n", ("a", "b", "c"), [("1", "x, y", "3"), ("4", "z", "6")]),
    "spaces around decimal commas": (
        'Client Total "Net total"\n"Durand SA" 6,5 "1 879,95"\n"Noir et fils" 22,89 "5 198,90"\n',
        ("Client", "Total", "Net total"),
        [("Durand SA", "6,5", "1 879,95"), ("Noir et fils", "22,89", "5 198,90")],
    ),
    "quoted empty cells between spaces": (
        '"id" "fax" "web" "note"\n"A1" "" "" ""\n"A2" "" "w.com" ""\n"A3" "1" "" "so, so"\n',
        ("id", "fax", "web", "note"),
        [("A1", "", "", ""), ("A2", "", "w.com", ""), ("A3", "1", "", "so, so")],
    ),
    "one column in apostrophes": ("'email'\n'a@x.com'\n'b@y.org'\n", ("email",), [("a@x.com",), ("b@y.org",)]),
    "a short row of a sparse table": (
        'id,fax,web,trade,notes,owner\nA0,,,wood,"Grey, round"\nA1,,,,,\nA2,,w.com,,,\nA3,,,,,\n',
        ("id", "fax", "web", "trade", "notes", "owner"),
        [
            ("A0", "", "", "wood", "Grey, round", None),
            ("A1", "", "", "", "", ""),
            ("A2", "", "w.com", "", "", ""),
            ("A3", "", "", "", "", ""),
        ],
    ),
    "a quote before a comma in quotes": (
        'id,name,n\n1,"Neil", Ann",5\n2,"Dupont, Luc",7\n3,"Moore, Jo",9\n',
        ("id", "name", "n"),
        [("1", 'Neil", Ann', "5"), ("2", "Dupont, Luc", "7"), ("3", "Moore, Jo", "9")],
    ),
    "many doubled quotes behind a stray one": (
        'id,what,n\n"1,"{""a"": 4, ""b"": ""c"", ""d"": ""e""}",5\n2,"{""a"": 1}",7\n3,x,9\n',
        ("id", "what", "n"),
        [('"1', '{"a": 4, "b": "c", "d": "e"}', "5"), ("2", '{"a": 1}', "7"), ("3", "x", "9")],
    ),
    "one row with backslashes": (
        'id,size,n\n1,"the 3"" one, red",5\n2,"the \\"big\\" one, blue",7\n3,"x, y",9\n',
        ("id", "size", "n"),
        [("1", 'the 3" one, red', "5"), ("2", 'the "big" one, blue', "7"), ("3", "x, y", "9")],
    ),
    "a stray quote and a text over two lines": (
        'id,day,what,n\n1,2024-01-01,fine,a\n"2,2024-01-02,"so, so","one\ntwo"\n3,2024-01-03,good,b\n',
        ("id", "day", "what", "n"),
        [
            ("1", "2024-01-01", "fine", "a"),
            ('"2', "2024-01-02", "so, so", "one\ntwo"),
            ("3", "2024-01-03", "good", "b"),
        ],
    ),
    "two pipes": ("a||b||c\n1||||3\n4||5||6\n", ("a", "b", "c"), [("1", "", "3"), ("4", "5", "6")]),
    "colons": (
        "id:plan:end:mrr\nA1:Pro::49,00\nA2:Basic::9,50\n",
        ("id", "plan", "end", "mrr"),
        [("A1", "Pro", "", "49,00"), ("A2", "Basic", "", "9,50")],
    ),
    "colons below prose with colons": (
        'Made: today\n\nid:opened:n\nA1:"2026-01-01 12:30":1\nA2:x:2\n',
        ("id", "opened", "n"),
        [("A1", "2026-01-01 12:30", "1"), ("A2", "x", "2")],
    ),
    "times": ("time\n12:30\n12:45\n", ("time",), [("12:30",), ("12:45",)]),
    "times named by their form": ("hh:mm\n12:30\n12:45\n", ("hh:mm",), [("12:30",), ("12:45",)]),
    "single blanks": (
        "id plan mrr\nA1 Pro 49,00\nA2 Basic 9,50\n",
        ("id", "plan", "mrr"),
        [("A1", "Pro", "49,00"), ("A2", "Basic", "9,50")],
    ),
    "single blanks around empty cells": (
        "id plan end mrr\nA1 Pro  49\nA2 Basic  9\nA3 Pro  5\n",
        ("id", "plan", "end", "mrr"),
        [("A1", "Pro", "", "49"), ("A2", "Basic", "", "9"), ("A3", "Pro", "", "5")],
    ),
    "one column of two words": ("name\nAnna Smith\nBob Jones\n", ("name",), [("Anna Smith",), ("Bob Jones",)]),
    "one column of moments": (
        "when\n2026-01-01 12:30\n2026-01-02 8:05\n",
        ("when",),
        [("2026-01-01 12:30",), ("2026-01-02 8:05",)],
    ),
    "one column of spaced numbers": ("mrr\n1 234\n5 678\n", ("mrr",), [("1 234",), ("5 678",)]),
    "cut off": (
        "id,n,m\n1,a,2\n2,b,3\n1004",
        ("id", "n", "m"),
        [("1", "a", "2"), ("2", "b", "3"), ("1004", None, None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_is_read(tmp_path: Path, name: str) -> None:
    text, header, rows = CASES[name]
    file = tmp_path / "t.csv"
    file.write_text(text)
    (grid,) = open_grids(file)
    assert grid.header == header
    assert grid.cells.rows() == rows


def test_two_ragged_rows_do_not_make_one_column(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n3\n4,5,6\n")
    (grid,) = open_grids(file)
    assert grid.header == ("a", "b")
    assert grid.cells.rows() == [("1", "2", None), ("3", None, None), ("4", "5", "6")]
    assert grid.ragged.to_list() == [0, -1, 1]
    file.write_text("Hello, world\nyes\nno, sir, no\n")
    (prose,) = open_grids(file)
    assert prose.header == ("Hello, world",)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b;c,d\ne,f;g,h\ni,j;k,l\n", ","),
        ("a|b,c|d\ne|f,g|h\n", ","),
        ("Anna,x;y\nBob,z;w\nCleo,a;b\n", ","),
        ("ann:x:1000:Ann Lee:/home/ann\nbob:x:1001:Bob Roe:/home/bob\n", ":"),
        ("Full name\nAnna Smith\nBob Jones\n", " "),
        ("account name mrr\nA1 Acme 49\nA2 Big Corp 50\nA3 The Big Corp 51\n", " "),
        ("account name mrr\nA1 Acme 49\nA2 Big 50\nA3 Big Corp 51\n", " "),
    ],
)
def test_lines_that_may_be_cut_in_two_ways_are_asked_about(tmp_path: Path, text: str, separator: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text)
    with pytest.raises(Unsettled) as raised:
        open_grids(file)
    assert (raised.value.code, raised.value.option) == ("separator_unclear", "--separator")
    (grid,) = open_grids(file, Hints(separator=separator))
    assert grid.width > 1
