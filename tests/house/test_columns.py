"""Every column that could hold words is either sealed or was looked at and found safe in the clear."""

from collections.abc import Iterator

from sqlalchemy import JSON, String, Table

from referral.schema import METADATA

SAFE_IN_THE_CLEAR = {
    "account": "username display_name email role passphrase_hash language",  # of officers
    "agency": "code name kind province_code commune_code email",
    "agency_days": "kind why decision",  # of an office: its week and its closing days
    "alembic_version": "version_num",
    "alert": "dedupe_key case_ref rule role",
    "api_token": "token_hash scopes",
    "case_access": "relation copy_scope",
    "attachment": "media",  # PDF, JPEG or PNG; the name a file had is not kept
    "breach": "kinds",  # words of a list: location, health…
    "breach_notice": "receiver",
    "cases": "ref pathway regime state channel facts province_code",  # facts: flags only
    "child_plan_review": "outcome",
    "clock": "case_ref rule state unit basis confidence duty",
    "consent": "scopes withheld",
    "delivery": "benefit category grade",  # which service, never what was said
    "entitlement": "benefit category regime state ground",
    "erasure_request": "case_ref ground",
    "early_refusal": "pathway",
    "crime_report": "decision",
    "event": "kind state_before state_after",
    "handover": "kind service step state ground outcome",  # the last two: words of closed lists
    "heartbeat": "name",
    "key_removal": "copy_scope",
    "law_change": "kind name province_code source",  # a rule's name and the paper that decided
    "ledger_about": "about",
    "ledger_checkpoint": "at note",
    "ledger_cosignature": "at line",
    "ledger_entry": "at actor_id agency_code action about result",
    "ledger_head": "at",
    "measure": "kind",
    "outbox": "dedupe_key channel payload state error",  # a reference, a due time and a link
    "paper": "kind",
    "receipt": "key_digest body_digest answer",  # keyed digests; the answer holds a reference and dates
    "setting": "name value",
    "sign_in_count": "key",
    "statement": "language",
    "stay": "kind",
    "subject_request": "kind outcome ground",
    "support_amount": "benefit province_code per source",
    "web_session": "token_hash ended_because",
}


def test_every_text_column_is_sealed_or_known_to_be_safe() -> None:
    open_columns = {f"{table.name}.{name}" for table in METADATA.tables.values() for name in texts(table)}
    safe = {f"{table}.{name}" for table, names in SAFE_IN_THE_CLEAR.items() for name in names.split()}

    assert not open_columns - safe, "Seal it, or add it to SAFE_IN_THE_CLEAR if it can never hold a person."


def test_nothing_is_called_safe_that_is_no_longer_there() -> None:
    missing = SAFE_IN_THE_CLEAR.keys() - METADATA.tables.keys() - {"alembic_version"}

    assert not missing


def test_every_column_that_holds_a_time_or_days_says_so() -> None:
    misnamed = [
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if "datetime" in str(column.type).lower() or "timestamp" in str(column.type).lower()
        if not column.name.endswith(("_at", "_until"))
    ]

    assert not misnamed, f"{misnamed}: a time ends in _at, or in _until."


def texts(table: Table) -> Iterator[str]:
    return (column.name for column in table.columns if isinstance(column.type, (String, JSON)))
