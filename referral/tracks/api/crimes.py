"""The calls about crime reports: received by the police in any state of a case, and never refused."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.answers import CrimeReportsAnswer
from referral.tracks.bodies.cases import CrimeDecisionBody, CrimeExtensionBody, CrimeReportBody, WhenBody
from referral.tracks.cards import CrimeLine
from referral.tracks.services import crime_reports
from referral.web.api import at_hand, call
from referral.web.bodies import Made, Paged


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/crime-reports",
    permission=Permission.CRIME_REPORT,
    body=CrimeReportBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record a crime report",
)
def crime_report(ref: str, body: CrimeReportBody) -> UUID:
    """`police` received it and may not refuse it; one's own agency or the verifier, unless told.

    Decided within twenty days of its receipt, `occurred_at`.
    """
    return crime_reports.receive(*at_hand(), ref, body.report(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/crime-reports/<uuid:report_id>/complex",
    permission=Permission.CRIME_REPORT,
    body=WhenBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Record that a crime report is complex",
)
def find_complex(ref: str, report_id: UUID, body: WhenBody) -> UUID:
    """Its limit is then two months from its receipt."""
    return crime_reports.find_complex(*at_hand(), ref, report_id, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/crime-reports/<uuid:report_id>/extend",
    permission=Permission.CRIME_REPORT,
    body=CrimeExtensionBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Extend a complex crime report",
)
def extend_crime_report(ref: str, report_id: UUID, body: CrimeExtensionBody) -> UUID:
    """Once, by two months, asked for at least five days before it runs out."""
    return crime_reports.extend(*at_hand(), ref, report_id, body.asked_on, body.paper)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/crime-reports/<uuid:report_id>/decide",
    permission=Permission.CRIME_REPORT,
    body=CrimeDecisionBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Decide a crime report",
)
def decide_crime_report(ref: str, report_id: UUID, body: CrimeDecisionBody) -> UUID:
    """The police agency that received it may, without seeing the case."""
    return crime_reports.decide(*at_hand(), ref, report_id, body.decision, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/crime-reports/<uuid:report_id>/told",
    permission=Permission.CRIME_REPORT,
    body=WhenBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Record that whoever reported was told the result",
)
def tell_reporter(ref: str, report_id: UUID, body: WhenBody) -> UUID:
    """Once it is decided."""
    return crime_reports.tell(*at_hand(), ref, report_id, body.occurred_at)


@call(
    blueprint,
    "GET",
    "/crime-reports",
    permission=Permission.CRIME_REPORT_LIST,
    query=Paged,
    answer=CrimeReportsAnswer,
    summary="The crime reports one's own police agency received",
)
def list_crime_reports(query: Paged) -> Page[CrimeLine]:
    """References and dates; those not decided first."""
    return crime_reports.of_agency(*at_hand(), query.window)
