"""What the pages of papers and files ask."""

from flask_babel import lazy_gettext
from wtforms import FileField, StringField
from wtforms.validators import DataRequired, Length, Optional

from referral.documents.cards import PaperData, Upload
from referral.web.fields import DayField, Form, HappenedField, WordRadioField, blank_to_none
from referral.web.uploads import sent_file
from workflows.vocabulary import PaperKind

_ = lazy_gettext
LONGEST_LINE = 200


class PaperForm(Form):
    """A paper that certifies a victim."""

    kind = WordRadioField(_("Which paper is it?"), PaperKind, [DataRequired(_("Choose the kind of paper"))])
    number = StringField(
        _("Number of the paper"),
        [DataRequired(_("Enter the number of the paper")), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
    )
    issued_on = DayField(_("Issued on"), [Optional()])
    issuer = StringField(_("Issued by"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none])

    def paper(self) -> PaperData:
        """Give the paper."""
        return PaperData(self.kind.data, self.number.data or "", self.issued_on.data, self.issuer.data or "")


class AttachmentForm(Form):
    """A file, and what it shows."""

    file = FileField(
        _("File"),
        [DataRequired(_("Choose a file"))],
        description=_("PDF, JPEG or PNG, at most 10 MB. Its name is not kept."),
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"},
    )
    title = StringField(
        _("What does it show?"),
        [Optional(), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
        description=_("For example: medical record, scan of a passport. It is kept sealed."),
    )
    occurred_at = HappenedField()

    def upload(self) -> Upload:
        """Give the file."""
        return Upload(sent_file(), self.title.data or "")
