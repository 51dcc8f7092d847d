"""What is done with the papers and files of a case: filed, attached, opened.

Rooms above call what is named here; how a file is read and cleaned stays within.
"""

from referral.documents.services.attachments import attach, attachments_of, open_attachment
from referral.documents.services.papers import file_paper, of_case

__all__ = ["attach", "attachments_of", "file_paper", "of_case", "open_attachment"]
