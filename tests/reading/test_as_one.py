"""Files that are alike are read as one, and each is as if it had been read alone."""

from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.book.judgement import digest_of
from metrics.reading import as_one
from metrics.reading.batch import Batch, BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.terms import Progress

ORDERS = "order_id,customer_id,ordered_on,product,units,price\n"
SPELLS = "account_id,plan,start_on,end_on,mrr,currency\n"
INVOICES = "invoice_id,account_id,issued_on,amount\n"


def orders(day: int) -> str:
    at = f"2026-03-{day:02d}"
    lines = [f"{day}{n // 3},1780{n % 5}.0,{at} 10:{n:02d}:00,p{n % 4},{n % 3 + 1},{n}.5" for n in range(20)]
    odd = [lines[4], f"{day}99,,{at} 09:00:00,p,1,2", f'{day}98,17801.0,"soon\nor later",p,1,2', "1,2,3"]
    return ORDERS + "\n".join([*lines, *(odd if day % 2 else odd[:2])]) + "\n"


def spells(day: int) -> str:
    same = [f"a{n % 4},pro,2026-01-01,,{n // 4 + day}.00,EUR" for n in range(9)]
    return SPELLS + "\n".join([*same, same[0], "b,pro,2026-02-30,,5,EUR", "c,pro,2026-02-01,,5.005,XXQ"]) + "\n"


def invoices(day: int) -> str:
    whole = ".0" if day == 2 else ""
    lines = [f"{n}{whole},{n % 3},2026-01-{day:02d},{n}.10" for n in range(12)]
    return INVOICES + "\n".join([*lines, lines[0], f"3{whole},0,2026-01-01,77", f"1{whole},9,2026-01-01,x"]) + "\n"


def write(folder: Path) -> list[Path]:
    made = [("orders", orders), ("spells", spells), ("invoices", invoices)]
    paths = [folder / f"{name}-{day:02d}.csv" for name, _ in made for day in range(1, 5)]
    for path in paths:
        path.write_text(dict(made)[path.stem[:-3]](int(path.stem[-2:])), encoding="utf-8")
    return [*paths[::2], *paths[1::2]]


def read(paths: list[Path], told: list[Progress]) -> list[Batch]:
    return read_batches(paths, Hints(), BookContext(currency="EUR", progress=told.append))


def test_together_is_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Progress] = []
    paths = write(tmp_path)
    together = read(paths, told)
    assert [one.file for one in told if one.records] == [str(path) for path in paths]
    monkeypatch.setattr(as_one, "_MOST", 0)
    apart = read(paths, [])
    assert sum(batch.rejects.height for batch in apart) > 20
    assert sum(batch.unchanged for batch in apart) == 4
    for one, other in zip(together, apart, strict=True):
        assert digest_of(one) == digest_of(other)
        for name in (field.name for field in fields(Batch)):
            mine, its = getattr(one, name), getattr(other, name)
            if isinstance(mine, pl.DataFrame):
                assert_frame_equal(mine, its)
            else:
                assert mine == its, name
        assert one.records == one.rows.height + one.rejects.height + one.unchanged


def test_files_alike_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path)
    monkeypatch.setattr("metrics.reading.batch._read", lambda *_: pytest.fail("a file was read by itself"))
    kept = [path for path in paths if path.stem not in ("invoices-02", "orders-01", "orders-03")]
    assert len(read(kept, [])) == len(kept)
