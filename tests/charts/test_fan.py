"""The fan of what came and what is expected keeps to its box, and says what is sure, likely and possible."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charts.test_charts import fits, glyph_sets, heights, lists, names, numbers, widths
from tui.charts.fan import Fan, fan_chart
from tui.charts.rows import plain

fans = st.lists(st.builds(Fan, numbers, numbers, numbers, numbers, numbers, numbers), max_size=14)


@settings(max_examples=60, deadline=None)
@given(lists, fans, st.lists(names, max_size=30), widths, heights, glyph_sets, st.lists(st.integers(0, 40), max_size=3))
def test_a_fan_fits(past, ahead, labels, width, height, glyphs, marks):
    assert fits(fan_chart(past, ahead, labels, width, height, glyphs=glyphs, marks=marks), width, height)


def test_columns_marks_and_intervals():
    ahead = [Fan(5.0, 4, 3.0, 8.0, 2.0, 9.0), Fan(4.0, 0, 0.0, 9.0, 0.0, 10.0)]
    rows = [plain(row) for row in fan_chart([0, 2, 6], ahead, ["x", "a", "b", "c", "d"], 20, 9, glyphs="ascii")]
    assert rows[-1].split() == ["x", "a", "b", "c", "d"]
    body = "\n".join(rows[:-1])
    assert body.count("#") and body.count("=") and body.count("-")
    columns = list(zip(*(row.ljust(20) for row in rows[:-1]), strict=True))
    solid = [sum(cell == "#" for cell in column) for column in columns]
    # Nothing for the period without a loss, more for the larger one, and what is sure below what is expected.
    assert max(solid[3:6]) == 0 < max(solid[6:9]) < max(solid[9:12])
    assert "-" in rows[0]
    assert [sum(cell == "o" for cell in column) for column in columns if "o" in column] == [1] * 4


def test_an_upright_line_stands_before_the_period_in_which_something_was_changed():
    ahead, labels = [Fan(2, 0, 1, 3, 0, 4)], ["a", "b", "c", "d"]
    plain_rows, marked = (
        [plain(row) for row in fan_chart([1, 2, 3], ahead, labels, 30, 8, marks=marks)] for marks in ((), (2,))
    )
    (place,) = {at for before, now in zip(plain_rows, marked, strict=True) for at, sign in enumerate(now)
                if sign != before[at]}  # fmt: skip
    assert [row[place] for row in marked[:-1]] == ["│"] * 7
    left, right = ([row[at] for row in marked[:-1]].count("█") for at in (place - 1, place + 1))
    assert (left, right) == (4, 5)
