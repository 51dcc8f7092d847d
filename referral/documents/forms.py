"""What the page of papers asks."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from referral.documents.cards import PaperData
from referral.web.fields import DayField, Form, WordRadioField, blank_to_none
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
