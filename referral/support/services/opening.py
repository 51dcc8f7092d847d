"""Opening the records of support with one key, naming what does not open. Its callers asked for the right."""

from typing import Any
from uuid import UUID

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault import CaseKey, Cell


class Opener:
    """Opens records with one key, collecting what does not open; without a key it opens nothing."""

    def __init__(self, key: CaseKey | None) -> None:
        """Take the key that the relation gives."""
        self.key = key
        self.spoilt: list[str] = []

    def document(
        self, table: str, row_id: UUID, blob: bytes | None, column: str = "document", version: int = 1
    ) -> dict[str, Any]:
        """Open a document; one that does not open is named and gives nothing."""
        if self.key is None or blob is None:
            return {}
        try:
            return dict(self.key.open_json(Cell(table, column, row_id, version), blob))
        except IntegrityFailure:
            self.spoilt.append(f"{table}/{row_id}")
            return {}

    def outcome(self, visit_id: UUID, version: int, blob: bytes | None) -> str:
        """Open what a visit found, if it took place."""
        if self.key is None or blob is None:
            return ""
        try:
            return self.key.open_text(Cell("follow_up", "outcome", visit_id, version), blob).text
        except IntegrityFailure:
            self.spoilt.append(f"follow_up/{visit_id}")
            return ""
