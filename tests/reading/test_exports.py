"""Exports as systems and people write them: the table, the columns that figures need, and nothing asked."""
# ruff: noqa: E501 - an example a line reads best

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from metrics.errors import Unsettled
from metrics.reading.batch import Batch

Read = Callable[..., list[Batch]]

# Header, a record, the table, and fields of that record.
EXPORTS: dict[str, tuple[str, str, Mapping[str, object]]] = {
    "subscriptions, French, amounts without tax": (
        "Code client;Raison sociale;Formule;Date de début;Date de fin;Abonnement mensuel HT;Motif de départ\n"
        "C1;Société n° 1;Premium;13/03/2025;;1\u202f250,00 €;\n",
        "subscriptions", {"account_id": "C1", "mrr": 125000, "currency": "EUR", "plan": "Premium"},
    ),
    "subscriptions of Odoo, French": (
        "Référence;Client;Plan récurrent;Date de début;Date de fin;Revenu mensuel récurrent;Motif de clôture\n"
        "S1;Acme;Mensuel;2024-07-01;2025-01-01;149,50;Trop cher\n",
        "subscriptions", {"subscription_id": "S1", "plan": "Mensuel", "mrr": 14950, "cancel_reason": "Trop cher"},
    ),
    "companies of HubSpot, French": (
        "ID de l'objet,Nom de l'entreprise,Nom de domaine de l'entreprise,Propriétaire de l'entreprise,Pays/Région\n"
        "9000,Acme,acme.example,Anne,France\n",
        "accounts", {"account_id": "9000", "name": "Acme", "domain": "acme.example", "owner": "Anne", "region": "France"},
    ),
    "invoices that name the customer and give a reference": (
        "Numéro de facture,Client,Référence client,Date d'émission,Montant HT,Montant TTC\nF1,Acme SAS,C1,2025-01-31,100.50,120.60\n",
        "invoices", {"account_id": "C1", "amount": 12060},
    ),
    "invoices of QuickBooks": (
        "Num,Transaction Type,Date,Due Date,Customer,Amount,Open Balance\nI1,Invoice,12/31/2025,01/30/2026,Acme,(250),0\n",
        "invoices", {"invoice_id": "I1", "amount": -25000},
    ),
    "a credit note that is called one, above 0": (
        "N° facture;Type de document;Code client;Date de facture;Montant TTC;Montant réglé\nAV1;Avoir;C1;13/03/2025;120,50;120,50\n",
        "invoices", {"invoice_id": "AV1", "amount": -12050, "amount_paid": -12050},
    ),
    "a credit note that is called one, below 0": (
        "Invoice No,Document Type,Customer No,Posting Date,Amount Including VAT\nC1,Credit Memo,C1,2025-03-10,-120.50\n",
        "invoices", {"amount": -12050},
    ),
    "an invoice paid by credit card": (
        "invoice_id,type,customer_id,date,amount\n1,Credit,C1,2025-03-10,120.50\n", "invoices", {"amount": 12050},
    ),
    "customers with what they pay a month, French": (
        "identifiant;ancienneté (mois);type de contrat;facture mensuelle;résilié\n7;12;mensuel;29,90;non\n",
        "subscriptions", {"account_id": "7", "mrr": 2990, "plan": "mensuel", "start_on": date(2025, 1, 31)},
    ),
    "tickets of Freshdesk": (
        "Ticket ID,Subject,Status,Priority,Type,Agent,Created time,Due by Time,Resolved time,Closed time,Company name\n"
        "7,It broke,Closed,High,Incident,Bo,2025-01-02 10:00:00,,2025-01-05 10:00:00,,Acme\n",
        "tickets", {"ticket_id": "7", "account_id": "Acme", "severity": "High", "kind": "Incident"},
    ),
    "conversations of Intercom": (
        "Conversation ID,Started at,First closed at,Company name,Company ID,Contact email,Conversation tags,Rating\n"
        "215,2025-01-02 10:00,2025-01-05 10:00,Acme,C1,a@x.example,bug,5\n",
        "tickets", {"ticket_id": "215", "account_id": "C1"},
    ),
    "orders of Shopify": (
        "Name,Email,Financial Status,Created at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
        "#1001,a@x.example,paid,2025-01-02 12:30:11 +0100,EUR,74.85,79.80,3,T-shirt,24.95,TS-1\n",
        "orders", {"order_id": "#1001", "account_id": "a@x.example", "units": 3.0, "amount": 7485, "product": "TS-1"},
    ),
    "subscriptions with English thousands and months by name": (
        "Account,Plan,MRR (USD),Contract Start,Churn Date\nAcme,Growth,\"$1,250\",\"Jul 07, 2023\",\"Jan 05, 2025\"\n",
        "subscriptions", {"account_id": "Acme", "mrr": 125000, "currency": "USD", "end_on": date(2025, 1, 5)},
    ),
    "subscriptions that end with their last day": (
        "customer_id,start_date,last_day,mrr\nC1,2025-01-01,2025-01-31,49.50\n",
        "subscriptions", {"account_id": "C1", "end_on": date(2025, 2, 1)},
    ),
    "issues of Jira": (
        "Issue key,Summary,Issue Type,Status,Priority,Reporter,Created,Resolved,Custom field (Customer)\n"
        "SUP-1,It broke,Bug,Done,High,jo,03/Jan/25 10:11 AM,05/Jan/25 3:11 PM,C1\n",
        "tickets", {"ticket_id": "SUP-1", "account_id": "C1", "subject": "It broke"},
    ),
    "complaints, French": (
        "N° réclamation;Client;Reçue le;Clôturée le;Nature;Gravité\n7;C1;03/01/2025;05/01/2025;Livraison;3\n8;C1;13/01/2025;;;\n",
        "tickets", {"ticket_id": "7", "account_id": "C1", "opened_on": date(2025, 1, 3)},
    ),
    "sales of a day, Dutch": (
        "Bon;Regel;Klant;Datum;Artikel;Aantal;Bedrag\n1;1;K1;13-01-2025;A1;-1;-19,98\n",
        "orders", {"order_id": "1", "line": "1", "units": -1.0, "amount": -1998},
    ),
    "invoices of Xero": (
        "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountPaid,Currency,Type\n"
        "Acme,a@x.example,I1,,13/01/2025,28/12/2025,100.00,100.00,GBP,Sales invoice\n",
        "invoices", {"invoice_id": "I1", "account_id": "Acme", "amount": 10000, "amount_paid": 10000},
    ),
    "organisations of Pipedrive": (
        "Organization - ID,Organization - Name,Organization - Owner,Organization - Label\n7,Acme,Jo,Customer\n",
        "accounts", {"account_id": "7", "name": "Acme", "owner": "Jo"},
    ),
    "answers of Typeform, French": (
        "#,Quelle est la probabilité que vous nous recommandiez ?,Pourquoi cette note ?,id_client,Submit Date (UTC)\n"
        "a1,9,Très bien,C1,2025-01-03 10:00:00\n",
        "surveys", {"account_id": "C1", "score": 9, "comment": "Très bien"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_is_taken_without_a_question(name: str, read: Read) -> None:
    text, table, fields = EXPORTS[name]
    batch, *_ = read(text, as_of="2026-01-31")
    assert (batch.table, batch.rejects.height) == (table, 0)
    row = batch.rows.row(0, named=True)
    assert {field: row[field] for field in fields} == fields
    assert table != "tickets" or str(row["closed_on"]) == "2025-01-05"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chat,Started at,Company ID,Language,Device,Pages\n1,2025-01-02,C1,fr,phone,3\n", "table_unclear"),
        ("Customer,Customer ID,Event,Date,MRR change,Plan\nAcme,C1,churn,2025-01-02,49.00,Pro\n", "holds_movements"),
    ],
)
def test_what_only_resembles_a_table_is_asked_about(text: str, code: str, read: Read) -> None:
    with pytest.raises(Unsettled) as raised:
        read(text)
    assert (raised.value.code, raised.value.option) == (code, "--as")


def test_those_who_left_without_a_date_are_asked_about(read: Read) -> None:
    text = "customer,plan,mrr,status,signup_date\nc1,pro,49.50,cancelled,2025-01-13\nc2,pro,49.50,active,2025-01-14\n"
    with pytest.raises(Unsettled, match="left_without_date"):
        read(text)
    (told,) = read(text, mapping=(("status", "churned"),), as_of="2026-01-31")
    assert [str(day) for day in told.rows["end_on"]] == ["2026-01-31", "None"]
    (running,) = read(text, mapping=(("status", ""),))
    assert running.rows["end_on"].null_count() == 2
    (stays,) = read(text.replace("cancelled", "active"))
    assert stays.accepted == 2


def test_who_made_a_report_and_when_is_no_record(read: Read) -> None:
    rows = "".join(f"Acme {n},USD,1200.50,{n}/13/2024,\n" for n in range(1, 6))
    imprint = '"Contracts"\n"Copyright (c) 2000-2025"\n"Generated By:  Jo  1/5/2026 9:05 AM"\n"Acme"\n'
    (batch,) = read(f"Account Name,ARR Currency,ARR,Start Date,End Date\n{rows}\n\n{imprint}")
    assert (batch.records, batch.accepted) == (5, 5)
