"""An account's page tells who looked after it, and from when."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_handover_is_an_entry(churn: Run, tmp_path: Path) -> None:
    for number, owner in enumerate(("ann", "ann", "bob", "")):
        path = tmp_path / f"crm-{number}.csv"
        acme = f"A1,Acme,S{number},{owner},a@x.example"
        path.write_text(f"account_id,name,segment,owner,email\n{acme}\nA2,Other,S,cy,b@x.example\n")
        assert churn("import", str(path), "--as", "accounts").code == 0
    entries = [one for one in churn("account", "A1", "--format", "json").json["timeline"] if one["kind"] == "owner"]
    assert [one["text"] for one in entries] == ["Owner changed from ann to bob.", "Owner changed from bob to –."]
    assert [(Path(one["file"]).name, one["line"]) for one in entries] == [("crm-2.csv", 2), ("crm-3.csv", 2)]
    others = churn("account", "A2", "--format", "json").json["timeline"]
    assert [one for one in others if one["kind"] == "owner"] == []
