"""Every chart keeps to its box, whatever the numbers, and shows what they say."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.charts import svg
from tui.charts.bars import bars
from tui.charts.glyphs import GLYPHS, Glyphs
from tui.charts.heat import heat, shade
from tui.charts.line import line_chart
from tui.charts.model import Bar, Change, Curve, Line, StepPoint, floats
from tui.charts.rows import Row, cells, clip, left, plain, printable, right
from tui.charts.scale import Scale, scale_of, short, ticks
from tui.charts.sparkline import sparkline
from tui.charts.steps import step_chart
from tui.charts.waterfall import waterfall

numbers = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15),
    st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e308, -1e308, 5e-324]),
)
names = st.text(max_size=12)
widths, heights = st.integers(0, 120), st.integers(0, 40)
glyph_sets: st.SearchStrategy[Glyphs] = st.sampled_from(GLYPHS)
lists = st.lists(numbers, max_size=20)


GOLD = [
    "Opening ############       100",
    "New                ######  +50",
    "Churned      ############ -100",
    "Closing ######              50",
]
STEPS = [
    "  1|***********         ",
    "   |          *         ",
    "   |          *.........",
    "0.5|          **********",
    "   |          .........*",
    "   |                   .",
    "  0|                   .",
    "    0         5       10",
    "at risk                 ",
    "    10        8        2",
]
LINES = [
    "1 up 2 down               ",
    " │▀▚▄▄            ╱╱╱▗▄▄▞1",
    "2│    ▀▀▀▄▖     ▗▄▄▀▀▘╱╱╱╱",
    " │         ▗▄▄▀▀▘ ╱╱╱╱╱╱╱╱",
    " │    ▄▄▄▀▀▘      ╱╱╱╱╱╱╱╱",
    "0│▄▞▀▀            ╱╱╱╱╱╱╱2",
    "  Q1     Q2     Q3      Q4",
]
HEAT = ["       0   1    ", "2025 100  80    ", "2026  90        "]


def fits(rows: Sequence[Row], width: int, height: int) -> bool:
    return len(rows) == height and all(cells(plain(row)) == width for row in rows)


def parses(picture: str) -> bool:
    return ET.fromstring(picture).tag.endswith("svg")


@given(lists, widths, glyph_sets, st.booleans())
def test_a_sparkline_fits(values, width, glyphs, open_last):
    assert fits([sparkline(values, width, glyphs=glyphs, open_last=open_last)], width, 1)
    assert parses(svg.sparkline(values))


@settings(deadline=None)
@given(
    st.lists(st.tuples(names, lists), max_size=4),
    st.lists(names, max_size=20),
    widths,
    heights,
    glyph_sets,
    st.one_of(st.none(), st.integers(0, 20)),
    st.booleans(),
)
def test_a_line_chart_fits(series, labels, width, height, glyphs, open_from, zero):
    lines = [Line(name, values, f"series{index + 1}") for index, (name, values) in enumerate(series)]
    assert fits(line_chart(lines, labels, width, height, glyphs=glyphs, open_from=open_from, zero=zero), width, height)
    assert parses(svg.line_chart(lines, labels, open_from=open_from, title="a < b"))


@given(numbers, st.lists(st.tuples(names, numbers), max_size=8), widths, heights, glyph_sets)
def test_a_waterfall_fits(opening, changes, width, height, glyphs):
    moves = [Change(*change) for change in changes]
    start = Change("Opening", opening)
    assert fits(waterfall(start, moves, "Closing", width, height, glyphs=glyphs), width, height)
    assert parses(svg.waterfall(start, moves, "Closing"))


@given(
    st.lists(names, max_size=12),
    st.lists(names, max_size=8),
    st.lists(lists, max_size=12),
    widths,
    heights,
    glyph_sets,
)
def test_a_heat_map_fits(rows, columns, values, width, height, glyphs):
    values = [(row + [None] * len(columns))[: len(columns)] for row in values]
    assert fits(heat(rows, columns, values, width, height, glyphs=glyphs), width, height)
    assert parses(svg.heat(rows, columns, values))


@given(
    st.lists(st.tuples(names, numbers, numbers, numbers), max_size=12),
    widths,
    heights,
    glyph_sets,
    st.floats(-10, 10),
)
def test_bars_fit(items, width, height, glyphs, origin):
    drawn = [Bar(*item) for item in items]
    assert fits(bars(drawn, width, height, glyphs=glyphs, origin=origin), width, height)
    assert parses(svg.bars(drawn, origin=origin))


@settings(deadline=None)
@given(
    st.lists(st.tuples(names, st.lists(st.tuples(numbers, numbers, numbers), max_size=15)), max_size=3),
    widths,
    heights,
    glyph_sets,
)
def test_a_step_chart_fits(curves, width, height, glyphs):
    drawn = [
        Curve(name, [StepPoint(month, *point, at_risk=month) for month, point in enumerate(points)])
        for name, points in curves
    ]
    assert fits(step_chart(drawn, width, height, glyphs=glyphs, at_risk="at risk"), width, height)
    assert parses(svg.step_chart(drawn))


@given(lists, widths, heights)
def test_ascii_charts_are_ascii_where_their_labels_are(values, width, height):
    rows = [
        *line_chart([Line("a", values), Line("b", values)], ["x", "y"], width, height, glyphs="ascii", open_from=1),
        *waterfall(Change("o", 5), [Change("c", value) for value in values], "e", width, height, glyphs="ascii"),
        *bars([Bar("b", value, value, 3) for value in values], width, height, glyphs="ascii"),
        *heat(["a", "b"], ["c"], [[value] for value in values], width, height, glyphs="ascii"),
        sparkline(values, width, glyphs="ascii"),
    ]
    assert all(plain(row).isascii() for row in rows)


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(-(10**15), 10**15), max_size=9))
def test_a_waterfall_closes_on_the_exact_sum(opening, moves):
    spans, level = floats(opening, [Change("", move) for move in moves])
    assert level == opening + sum(moves)
    assert [end - start for start, end in spans] == moves
    shown = waterfall(Change("o", opening), [Change("m", move) for move in moves], "c", 60, len(moves) + 2, number=str)
    assert plain(shown[-1]).split()[-1] == str(opening + sum(moves))


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 12))
def test_ticks_are_few_and_inside(low, span, most):
    scale = Scale(low, low + span)
    found = ticks(scale, most)
    assert len(found) <= most
    tolerance = 1e-6 * (abs(low) + span)
    assert all(scale.low - tolerance <= tick <= scale.high + tolerance for tick in found)


@pytest.mark.parametrize(
    ("value", "text"), [(0.05, "0.05"), (12, "12"), (3400, "3400"), (34000, "34k"), (1.25e6, "1.25M"), (-2e9, "-2G")]
)
def test_short_numbers(value, text):
    assert short(value) == text


def test_hostile_text_keeps_its_width():
    assert cells(printable("a\x1b[31m\u202eb\t")) == len("a.[31m.b.")
    assert "\x1b" not in printable("\x1b]0;x\x07") and "\u202e" not in printable("\u202e")
    assert cells(left("日本語テキスト", 7)) == 7 and cells(right("é日本", 8)) == 8
    assert clip("abcdef", 4) == "abc…" and clip("abc", 0) == ""


def test_equal_values_have_an_axis_around_them():
    assert scale_of([5, 5, None]) == Scale(4, 6)
    assert scale_of([]) == Scale(-1, 1)
    assert shade(5, Scale(0, 5)) == "heat4" and shade(None, Scale(0, 5)) == "text"


def test_a_sparkline_shows_rises_gaps_and_the_open_period():
    row = sparkline([1, 2, None, 8], 5, open_last=True)
    assert row == [("▁▂", "accent"), (" ", "text"), ("█", "open"), (" ", "text")]


def test_a_waterfall_reads_as_it_is_told():
    rows = waterfall(
        Change("Opening", 100), [Change("New", 50), Change("Churned", -100)], "Closing", 30, 4, glyphs="ascii"
    )
    assert [plain(row) for row in rows] == GOLD
    assert [row[1][1] for row in rows] == ["accent", "good", "bad", "accent"]


def test_a_bar_below_its_origin_and_its_interval():
    rows = bars([Bar("a", 1.0, 0.5, 1.0), Bar("b", -1.0)], 14, 2, glyphs="ascii")
    assert [plain(row) for row in rows] == ["a     ###==  1", "b ####      -1"]


def test_a_step_chart_draws_curve_band_axis_and_numbers_at_risk():
    points = [StepPoint(0, 1, 1, 1, 10), StepPoint(5, 0.5, 0.25, 0.75, 8), StepPoint(10, 0.25, 0, 0.5, 2)]
    rows = step_chart([Curve("all", points)], 24, 10, glyphs="ascii", at_risk="at risk")
    assert [plain(row) for row in rows] == STEPS


def test_a_band_narrower_than_a_row_shades_the_curve_itself():
    points = [StepPoint(month, 1 - month / 100, 0.99 - month / 100, 1 - month / 100, 10) for month in range(20)]
    shaded, plainly = (
        {style for row in step_chart([Curve("all", points)], 30, 6, glyphs=glyphs) for _, style in row}
        for glyphs in ("block", "ascii")
    )
    assert "series1+in-shade" in shaded and "series1" not in shaded
    assert not any("shade" in style for style in plainly)


def test_a_line_chart_hatches_the_open_period_and_numbers_its_lines():
    lines = [Line("up", [0, 1, 2, 3]), Line("down", [3, 2, None, 0], "series2")]
    rows = line_chart(lines, ["Q1", "Q2", "Q3", "Q4"], 26, 7, glyphs="block", open_from=3)
    assert [plain(row) for row in rows] == LINES


def test_a_heat_map_prints_figures_and_leaves_gaps_blank():
    rows = heat(["2025", "2026"], ["0", "1"], [[100, 80], [90, None]], 16, 3)
    assert [plain(row) for row in rows] == HEAT


def test_an_upright_line_stands_where_something_was_changed() -> None:
    labels = [str(n) for n in range(11)]
    values = Line("", [0.0] * 10 + [1.0])
    plain_rows = [plain(row) for row in line_chart([values], labels, 40, 8, glyphs="ascii")]
    marked = [plain(row) for row in line_chart([values], labels, 40, 8, glyphs="ascii", marks=[5])]
    column = next(at for at in range(40) if plain_rows[2][at] != marked[2][at])
    assert all(row[column] == "|" for row in marked[:6])
    assert {len(row) for row in marked} == {40}


def test_no_label_of_an_axis_is_said_twice_or_cut():
    picture = svg.line_chart([Line("", [0, 0, 1])], ["a", "b", "c"], number=lambda value: f"{value:.0f}")
    texts = [element.text for element in ET.fromstring(picture).iter() if element.tag.endswith("text")]
    assert sorted(text for text in texts if text in ("0", "1")) == ["0", "1"]
    long = svg.line_chart([Line("", [1, 2])], ["a", "b"], number=lambda value: f"€{value:,.2f} in a long label")
    places = [
        float(element.get("x")) for element in ET.fromstring(long).iter() if element.text and "long" in element.text
    ]
    assert min(places) >= 7 * len("€1.00 in a long label")
    rows = line_chart([Line("", [0, 0, 1])], ["a", "b", "c"], 40, 12, number=lambda value: f"{value:.0f}")
    labels = ["".join(text for text, _ in row).split("│")[0].strip() for row in rows]
    assert sorted(filter(None, labels[:-1])) == ["0", "1"]


def test_a_name_stands_beside_a_piece_of_its_line():
    picture = svg.line_chart([Line("one", [1, 2]), Line("two", [2, 1], "series2")], ["a", "b"])
    drawn = [element for element in ET.fromstring(picture).iter() if element.tag.endswith("polyline")]
    assert [element.get("class") for element in drawn].count("line series2") == 2
    unnamed = svg.line_chart([Line("", [1, 2])], ["a", "b"])
    assert unnamed.count("<polyline") == 1
