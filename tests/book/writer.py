"""A process that writes into a book and says on standard output what is stored, a line each; it may be killed.

Arguments: the folder, a name of its own, how many rounds (0: until it is killed).
"""

import sys
from datetime import date
from itertools import count
from pathlib import Path

from metrics.book import Book, LossRef
from tests.book.batches import batch, subscription

DAY = date(2024, 1, 1)


def main(folder: str, name: str, rounds: int) -> None:
    book = Book.open(Path(folder))
    for n in range(rounds) if rounds else count():
        key = f"{name}-{n}"
        book.tags.tag(LossRef(key, DAY, ((key, DAY),)), {"assessed": "money", "note": key})
        print("tag", key, flush=True)
        book.journal.note(key, key)
        print("note", key, flush=True)
        book.links.add(f"a-{key}-0", f"a-{key}-1")
        print("link", key, flush=True)
        files = [
            batch("subscriptions", [subscription(f"{key}-{i}", DAY, 100) for i in range(20)], file=key),
            batch("tickets", [{"ticket_id": f"{key}-{i}", "account_id": key, "opened_on": DAY} for i in range(20)]),
        ]
        book.commit(files)
        print("import", key, flush=True)
        book.tables()
        if n % 2:
            book.links.remove(f"a-{key}-0", f"a-{key}-1")
            print("unlink", key, flush=True)
        if n % 3 == 2:
            mine = [record for record in book.imports() if record.file == key]
            book.undo_import(mine[0].id)
            print("undo", key, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
