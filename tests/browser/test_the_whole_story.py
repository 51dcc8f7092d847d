"""One person's way from a border post to a life of her own, each step by its own official, in a browser."""

import re
from pathlib import Path

import pytest

from referral.kernel import ledger
from referral.kernel.transaction import deed
from referral.sla.services.heartbeat import beat
from tests.browser.officials import Official, Site
from tests.journeys import promises
from tests.journeys.test_secrecy import needles
from workflows.vocabulary import Role

pytestmark = pytest.mark.chromium

NAME, NUMBER, STORY = "Lò Thị Mỷ Thử", "051300009999", "Được rủ đi làm ở quán ăn rồi bị giữ giấy tờ."


def test_a_person_is_taken_from_the_border_to_a_new_life(site: Site) -> None:
    ref = _border_post_reports(site)
    _hand_over(site, "don-bien-phong", "ubnd-xa", ref, "03-commune")
    _hand_over(site, "ubnd-xa", "so-y-te", ref, "04-health")
    _health_starts_verification(site, ref)
    _police_identify(site, ref)
    _health_assesses_risk(site, ref)
    _hand_over(site, "so-y-te", "trung-tam-ctxh", ref, "08-centre")
    _centre_plans_and_starts(site, ref)
    _centre_follows_up(site, ref)
    _supervisor_closes(site, ref)

    assert site.story.look(ledger.verify).status is ledger.Status.SOUND
    assert not site.complaints
    site.story.look(promises.check)
    assert _readable_in(site.instance) == []


def _readable_in(instance: Path) -> list[str]:
    """Give the files of an instance in which a name, number or story can be read, in whatever encoding."""
    sought = {needle for text in (NAME, NUMBER, STORY) for needle in needles(text)}
    files = {file: file.read_bytes() for file in instance.rglob("*") if file.is_file()}
    assert files
    return [file.name for file, said in files.items() if any(needle in said for needle in sought)]


def _later(site: Site) -> None:
    """Let five minutes pass, with somebody watching the clocks: nothing happens twice in one moment."""
    site.story.clock.move(minutes=5)
    with deed(site.story.database, site.story.clock) as session:
        beat(session, site.story.clock)


def _border_post_reports(site: Site) -> str:
    post = site.official("don-bien-phong")
    post.photographs("01-desk")
    post.goes_to("/reports/new")
    post.types(name=NAME)
    post.sends()
    post.sends("main form[action='/reports'] button.btn-primary")
    _answer_every_theme(post)
    assert NAME in post.reads
    post.photographs("02-check")
    post.sends("main form[action$='/check'] button.btn-primary")
    ref = re.fullmatch(r"/cases/([^/]+)/received", post.path)
    assert ref is not None
    return ref[1]


def _answer_every_theme(post: Official) -> None:
    post.ticks("pathway", "rescued")
    post.picks("channel", "on_duty")
    post.sends()
    post.ticks("sex", "female")
    post.sends()
    post.ticks("known", "birth")
    post.types(date_of_birth="03/02/2001")
    post.sends()
    post.types(id_number=NUMBER, phone="0905000111")
    post.sends()
    post.types(story=STORY, language="Thái")
    post.sends()
    post.ticks("asked_consent", "given")
    post.ticks("scope", "support", "share_health", "share_police")
    post.sends()


def _hand_over(site: Site, giver: str, taker: str, ref: str, picture: str) -> None:
    _later(site)
    sender = site.official(giver)
    _open(sender, ref, "transfer")
    sender.follows(f"/cases/{ref}/offer")
    sender.picks("to_agency", taker)
    sender.types(place="Trụ sở", condition="Sức khỏe ổn định", belongings="Ba lô", escort="Hai cán bộ")
    sender.sends()
    _later(site)
    receiver = site.official(taker)
    receiver.goes_to("/handovers")
    assert NAME not in receiver.reads
    receiver.sends("main a.btn-primary[href$='/accept']")
    receiver.ticks("attest", "y")
    receiver.types(condition="Sức khỏe ổn định")
    receiver.sends()
    receiver.photographs(picture)
    assert receiver.path == f"/cases/{ref}"


def _open(official: Official, ref: str, purpose: str) -> None:
    official.goes_to(f"/cases/{ref}/open")
    official.ticks("purpose", purpose)
    official.sends()


def _health_starts_verification(site: Site, ref: str) -> None:
    _later(site)
    health = site.official("so-y-te")
    _open(health, ref, "verification")
    health.follows(f"/cases/{ref}/steps/start-verification")
    health.picks("verifier", "cong-an-tinh")
    health.sends()
    health.photographs("05-verification")


def _police_identify(site: Site, ref: str) -> None:
    _later(site)
    police = site.official("cong-an-tinh")
    _open(police, ref, "verification")
    assert STORY in police.reads
    police.follows(f"/cases/{ref}/steps/identify")
    police.ticks("grounds", "rescuing_body", "person_or_relatives")
    police.ticks("kind", "police_confirmation")
    police.types(number="12/XN-CAT", issued_on="06/07/2026")
    police.photographs("06-identify")
    police.sends()
    police.photographs("06-identified")


def _health_assesses_risk(site: Site, ref: str) -> None:
    _later(site)
    health = site.official("so-y-te")
    _open(health, ref, "protection")
    health.follows(f"/cases/{ref}/risk-assessments/new")
    health.ticks("level", "medium")
    health.types(factors="Người rủ biết địa chỉ nhà", plan="Đổi số điện thoại")
    health.sends()
    health.photographs("07-protected")


def _centre_plans_and_starts(site: Site, ref: str) -> None:
    _later(site)
    centre = site.official("trung-tam-ctxh")
    _open(centre, ref, "support")
    centre.follows(f"/cases/{ref}/plans/new")
    centre.types(needs="Học nghề may", services="Trung tâm dạy nghề, từ tháng 9")
    centre.ticks("agreed_with_person", "y")
    centre.sends()
    _later(site)
    centre.follows(f"/cases/{ref}/steps/start-reintegration")
    centre.sends()
    centre.photographs("09-reintegrating")


def _centre_follows_up(site: Site, ref: str) -> None:
    _later(site)
    centre = site.official("trung-tam-ctxh")
    _open(centre, ref, "support")
    centre.follows(f"/cases/{ref}/follow-ups/new")
    centre.types(due_on="06/07/2026")
    centre.sends()
    _later(site)
    centre.follows(f"/cases/{ref}/follow-ups/")
    centre.types(outcome="Đã có việc làm, ăn ngủ tốt.")
    centre.sends()


def _supervisor_closes(site: Site, ref: str) -> None:
    _later(site)
    supervisor = site.official("trung-tam-ctxh", Role.SUPERVISOR)
    _open(supervisor, ref, "support")
    supervisor.follows(f"/cases/{ref}/steps/close")
    supervisor.sends()
    supervisor.photographs("10-closed")
    assert "Đã kết thúc hồ sơ" in supervisor.reads
