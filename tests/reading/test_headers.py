"""Headers are matched whatever their case, accents and separators; every known name leads to one field."""
# ruff: noqa: E501 - an example a line reads best

import pytest

from metrics.reading.forms import FORMS, form_of
from metrics.reading.headers import header_key, knowledge, matches, read_headers, system_of, systems


@pytest.mark.parametrize(
    "header", ["Date d'échéance", "DATE D’ECHEANCE", "date_d_echeance", "date-d-échéance", " Date  d'Échéance "]
)
def test_case_accents_and_separators_do_not_matter(header: str) -> None:
    assert header_key(header) == "datedecheance"


@pytest.mark.parametrize(
    ("header", "key"),
    [("Created (UTC)", "created"), ("Plan [list]", "plan"), ("segment (metadata)", "segment"), ("#", "#"),
     ("Account: Account Name", "accountname"), ("customer.id", "id"), ("N° facture", "nfacture")],
)  # fmt: skip
def test_what_a_header_carries_beside_its_name_is_stripped(header: str, key: str) -> None:
    assert key in read_headers([header], 1)[0].keys


def test_headers_say_zone_currency_and_cents() -> None:
    created, amount, price, cents, total, small = read_headers(
        ["Created (UTC)", "Amount (EUR)", "Price in USD", "unit_amount_in_cents", "Montant TTC", "mrr_gbp"], 6
    )
    assert (small.currency, small.keys) == ("GBP", ("mrrgbp", "mrr"))
    assert created.utc
    assert (amount.currency, price.currency, total.currency) == ("EUR", "USD", None)
    assert cents.cents
    assert not amount.cents


def test_unnamed_and_repeated_headers_get_labels_of_their_own() -> None:
    assert [header.label for header in read_headers(["a", "", "a", "a"], 5)] == [
        "a", "column 2", "a (2)", "a (3)", "column 5",
    ]  # fmt: skip


def test_the_knowledge_only_names_fields_that_there_are() -> None:
    names = {form.name: {field.name for field in form.fields} for form in FORMS}
    for section, words in knowledge()["words"].items():
        known = set().union(*names.values()) if section == "any" else names[section]
        assert set(words) <= known, section
    for system in systems():
        assert set(system.columns) <= {field.name for field in system.form.fields}, system.name


@pytest.mark.parametrize(
    ("name", "table", "shape"),
    [("Stripe", "subscriptions", "price"), ("Stripe", "accounts", None), ("Stripe", "invoices", None),
     ("Chargebee", "subscriptions", "spells"), ("Recurly", "subscriptions", "price"), ("Paddle", "subscriptions", "price"),
     ("HubSpot", "accounts", None), ("Salesforce", "accounts", None), ("ChartMogul", "accounts", None),
     ("Zendesk", "tickets", None), ("Typeform", "surveys", None), ("Delighted", "surveys", None), ("Sage", "invoices", None),
     ("Exact", "invoices", None), ("IBM Telco", "subscriptions", "customers"), ("fight-churn", "subscriptions", None),
     ("dbt mrr-playbook", "subscriptions", None)],
)  # fmt: skip
def test_every_system_is_known_by_its_own_headers(name: str, table: str, shape: str | None) -> None:
    form = form_of(table, shape)
    assert form is not None
    entry = next(
        e
        for e in knowledge()["systems"]
        if (e["name"], e["table"], e.get("shape", form.shape)) == (name, table, form.shape)
    )
    headers = read_headers(entry["signs"], len(entry["signs"]))
    found, signs = system_of(headers, form)
    assert found is not None
    assert (found.name, signs) == (name, len({header.keys[0] for header in headers}))


@pytest.mark.parametrize(
    ("table", "headers", "expected"),
    [
        ("invoices", ["N° facture", "Code client", "Date facture", "Échéance", "Payé le", "Montant TTC", "Devise"],
         ["invoice_id", "account_id", "issued_on", "due_on", "paid_on", "amount", "currency"]),
        ("invoices", ["Factuurnummer", "Klantnummer", "Factuurdatum", "Vervaldatum", "Betaald op", "Totaal incl. btw"],
         ["invoice_id", "account_id", "issued_on", "due_on", "paid_on", "amount"]),
        ("tickets", ["ID", "Organization", "Created at", "Solved at", "Type", "Priority", "Subject"],
         ["ticket_id", "account_id", "opened_on", "closed_on", "kind", "severity", "subject"]),
        ("accounts", ["Record ID", "Company name", "Company owner", "Industry", "Country/Region", "Create Date"],
         ["account_id", "name", "owner", "industry", "region", "created_on"]),
        ("subscriptions", ["Klantnummer", "Pakket", "Startdatum", "Einddatum", "Maandbedrag", "Opzegreden"],
         ["account_id", "plan", "start_on", "end_on", "mrr", "cancel_reason"]),
        ("subscriptions", ["Code client", "Formule", "Date de début", "Date de fin", "Montant mensuel", "Motif de résiliation"],
         ["account_id", "plan", "start_on", "end_on", "mrr", "cancel_reason"]),
        ("orders", ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "CustomerID"],
         ["order_id", "product", "units", "ordered_on", "account_id"]),
        ("surveys", ["Answer ID", "Klant", "Beantwoord op", "Cijfer", "Toelichting"],
         ["response_id", "account_id", "answered_on", "score", "comment"]),
    ],
)  # fmt: skip
def test_known_names_lead_to_their_fields(table: str, headers: list[str], expected: list[str]) -> None:
    form = form_of(table)
    assert form is not None
    best: dict[int, str] = {}
    taken: set[str] = set()
    for match in matches(read_headers(headers, len(headers)), form, None):
        if match.column not in best and match.field not in taken:
            best[match.column] = match.field
            taken.add(match.field)
    assert [best.get(index) for index in range(len(headers))] == expected
