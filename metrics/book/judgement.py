"""What files would change in the book, row by row, before anything of them is stored."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import groupby

import polars as pl

from metrics.book.customers import CUSTOMERS
from metrics.book.imports import ImportRecord, ReasonCount
from metrics.book.layers import SNAPSHOT_KEY, Choice, Layer, standing
from metrics.book.merge import Folded, fold
from metrics.errors import ChurnError, Unsettled
from metrics.reading.batch import Batch
from metrics.reading.spool import Spool, content_hash
from metrics.tables import PROVENANCE, TABLES


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """What came of one table of one file. rows = accepted + unchanged + quarantined, in records of the file.

    `import_id` is None where nothing changed, or nothing was to be stored.
    """

    file: str
    table: str
    import_id: int | None
    rows: int
    accepted: int
    unchanged: int
    quarantined: int
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One batch and what would come of it; `stored` tells whether there is anything to store."""

    batch: Batch
    digest: str
    accepted: int
    stored: bool
    reasons: tuple[ReasonCount, ...]

    @property
    def unchanged(self) -> int:
        """Records that say what the book knows already."""
        return self.batch.records - self.batch.rejects.height - self.accepted

    def entry(self, import_id: int | None) -> ImportEntry:
        """The verdict as it is reported."""
        batch = self.batch
        return ImportEntry(batch.file, batch.table, import_id, batch.records, self.accepted, self.unchanged,
                           batch.rejects.height, self.reasons)  # fmt: skip


def digest_of(batch: Batch) -> str:
    """What names the reading of a file: its bytes, and the rows and rejects that the reading made of them."""
    content = batch.held.content if isinstance(batch.held, Spool) else content_hash(batch.held)
    read = [[batch.held.height, str(content)], [batch.rejects.height, str(content_hash(batch.rejects))]]
    said = [batch.sha256, batch.table, batch.shape, list(batch.fields), read]
    return sha256(json.dumps(said).encode()).hexdigest()


def named_currency(batch: Batch) -> str | None:
    """The currency that the file names for its amounts: the one that it was read for, else the first of its rows."""
    if "currency" not in batch.held.columns or batch.table == "rates":
        return None
    distinct = batch.held.lazy().select(pl.col("currency").drop_nulls().unique(maintain_order=True)).collect()
    named = distinct.to_series().to_list()
    return batch.currency if batch.currency in named else next(iter(named), None)


def judge(
    batches: Sequence[Batch],
    choice: Choice,
    known: Sequence[ImportRecord],
    read: Callable[[str], pl.DataFrame],
    currency: str | None,
    first_id: int,
) -> list[Verdict]:
    """What each batch would change, as if they were imported in this order.

    `known` are the imports that stand, `read` gets their rows. Raises Unsettled where a known spell comes with
    another MRR and `choice` does not settle it, ChurnError where `choice.change_on` lies outside a spell.
    """
    digests = [digest_of(batch) for batch in batches]
    repeated = _repeated(digests, choice, known)
    taken: dict[int, int] = {}
    whole: set[int] = set()  # batches that are part of a table's new whole truth
    order = sorted(set(range(len(batches))) - repeated, key=lambda index: batches[index].table)
    for table, group in groupby(order, key=lambda index: batches[index].table):
        indices = sorted(group)
        old = standing([layer for record in known if record.table == table if (layer := record.layer(read))])
        new = {first_id + index: layer_of(batches[index], first_id + index, choice, first_id) for index in indices}
        counts, removes = _counted(table, old, list(new.values()), currency, {n: batches[n - first_id] for n in new})
        taken |= {number - first_id: count for number, count in counts.items()}
        if choice.replace and (removes or any(counts.values())):
            whole.update(indices)
    return [
        Verdict(
            batch,
            digests[index],
            taken.get(index, 0),
            index not in repeated and bool(taken.get(index) or index in whole or batch.rejects.height),
            reasons_of(batch.rejects),
        )
        for index, batch in enumerate(batches)
    ]


def layer_of(batch: Batch, number: int, choice: Choice, first_id: int) -> Layer:
    """A batch as the fold would take it under that import id; `first_id` is that of its command's first."""
    return Layer(number, batch.table, batch.shape, batch.fields, choice, lambda: batch.rows, batch.currency,
                 first_id if choice.replace else 0, frozenset(batch.mapping.values()))  # fmt: skip


def reasons_of(rejects: pl.DataFrame) -> tuple[ReasonCount, ...]:
    """The rejects counted by code and column, the most frequent first."""
    if rejects.is_empty():
        return ()
    counted = (
        rejects.group_by("code", "column", maintain_order=True)
        .agg(count=pl.len().cast(pl.Int64), params=pl.col("params").first())
        .sort("count", descending=True, maintain_order=True)
    )
    return tuple(
        ReasonCount(row["code"], row["column"], row["count"], json.loads(row["params"] or "{}"))
        for row in counted.iter_rows(named=True)
    )


def _repeated(digests: Sequence[str], choice: Choice, known: Sequence[ImportRecord]) -> set[int]:
    """The batches that were read alike before: the same file again changes nothing.

    Unless it comes with a choice of its own: then it is asked to change something.
    """
    if choice.replace:
        return set()
    before = {record.digest: record.choice for record in known}
    found = set()
    for index, digest in enumerate(digests):
        if digest in before and (choice == Choice() or before[digest] == choice):
            found.add(index)
        before[digest] = choice
    return found


def _counted(
    table: str, old: list[Layer], new: list[Layer], currency: str | None, batches: Mapping[int, Batch]
) -> tuple[dict[int, int], bool]:
    """Records of each new layer that change something, and whether known rows go away."""
    if not old and len(new) == 1:
        return {new[0].number: batches[new[0].number].accepted}, False
    if new[0].replaces_before:
        return _replacing(table, old, new, currency, batches)
    folded = fold(table, [*_related(old, new), *new], currency)
    _refuse(folded, batches)
    return _records(folded.taken, new), False


def _refuse(folded: Folded, batches: Mapping[int, Batch]) -> None:
    for rows, code in ((folded.misplaced, "change_outside_spell"), (folded.restated, "mrr_restated")):
        found = rows.filter(pl.col("source_import").is_in(list(batches))).sort("source_import", "source_line")
        if found.is_empty():
            continue
        first = found.row(0, named=True)
        told: dict[str, str | int] = {
            "file": batches[first["source_import"]].file,
            "line": first["source_line"],
            "rows": found.height,
            "subscription": first["subscription_id"],
            "start": first["start_on"].isoformat(),
        }
        if code == "mrr_restated":
            raise Unsettled(code, option="--correct, --change-on", **told)
        raise ChurnError(code, **told)


def _records(taken: pl.DataFrame, new: Sequence[Layer]) -> dict[int, int]:
    counts = dict(taken.unique().group_by("source_import").agg(pl.len().cast(pl.Int64)).iter_rows())
    return {layer.number: counts.get(layer.number, 0) for layer in new}


def _related(old: Sequence[Layer], new: Sequence[Layer]) -> list[Layer]:
    """The old layers, with only the rows that share the first part of their key with a new row."""
    found = []
    for layer in old:
        alike = [other for other in new if other.is_snapshot == layer.is_snapshot]
        by_lead: dict[str, list[pl.Series]] = {}
        for other in alike:
            lead = _lead(layer, other)
            by_lead.setdefault(lead, []).append(other.load()[lead])
        if alike:
            found.append(replace(layer, load=partial(_matching, layer, by_lead)))
    return found


def _matching(layer: Layer, keys: Mapping[str, Sequence[pl.Series]]) -> pl.DataFrame:
    known = [pl.col(lead).is_in(pl.concat(values).unique().implode()) for lead, values in keys.items()]
    return layer.load().filter(pl.any_horizontal(known))


def _lead(one: Layer, other: Layer) -> str:
    """The column by which rows of two layers can be of one key: a customer list knows its customers alone."""
    if one.is_snapshot:
        return SNAPSHOT_KEY[0]
    return "account_id" if CUSTOMERS in (one.shape, other.shape) else TABLES[one.table].key[0]


def _replacing(
    table: str, old: Sequence[Layer], new: Sequence[Layer], currency: str | None, batches: Mapping[int, Batch]
) -> tuple[dict[int, int], bool]:
    """As `_counted`, where the new layers are the table's whole truth: what counts is how the table differs."""
    # Accounts may have other columns before than after.
    both = pl.concat([fold(table, layers, currency).rows for layers in (old, new)], how="diagonal")
    values = [name for name in both.columns if name not in PROVENANCE]
    is_new = pl.col("source_import").is_in([layer.number for layer in new])
    before, after = both.filter(~is_new), both.filter(is_new)
    fresh = after.join(before, on=values, how="anti", nulls_equal=True)
    gone = before.join(after, on=values, how="anti", nulls_equal=True)
    counts = _records(fresh.select("source_import", "source_line"), new)
    if fresh.height or gone.height:  # a spell that changed does not tell which of its months did
        counts |= {layer.number: batches[layer.number].accepted for layer in new if layer.is_snapshot}
    return counts, gone.height > 0
