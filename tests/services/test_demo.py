"""The sample is what it is said to be, on whatever day it is opened."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from db import log
from tests.fixtures.once import Sample
from tests.fixtures.thorough import most_of
from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.errors import Refused
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.scheme import Scheme
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.session import Session
from workbench.domain.registers.topic import Topic
from workbench.exchange import register_csv, register_json, template_file
from workbench.figures import rampdown, release, team
from workbench.figures.bonus import bonus
from workbench.figures.changeover import mapping
from workbench.figures.checklist import Bucket, Line, lines
from workbench.figures.coverage import coverage, local_only
from workbench.figures.knowing import receivers_shown
from workbench.figures.kpi_readings import Status
from workbench.figures.kpi_standing import standings
from workbench.figures.sessions import ClashKind, clashes
from workbench.figures.share import Share
from workbench.figures.vacuum import vacuums
from workbench.language import Tr
from workbench.rules import leaving
from workbench.rules.leaving import Need
from workbench.services import demo, files_in, history, importing, portfolio, tables, undo
from workbench.services.importing import Fate
from workbench.services.workspace import Workspace

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def substation(sample_in: Sample, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    path = sample_in(tmp_path_factory.mktemp("substation"), "substation")
    return Workspace.open(path, demo.ME)


@pytest.fixture(scope="module")
def sample(sample_in: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def ws(sample: Path) -> Workspace:
    return Workspace.open(sample, demo.ME)


def bucket(found: list[Line], which: Bucket) -> list[tuple[int, str, int]]:
    return [(x.item.number, x.owner.name("en"), x.proofs) for x in found if x.bucket is which]


def test_the_portfolio_has_three_handovers_at_three_points(sample: Path) -> None:
    found = {
        e.code: (e.name.en, e.t0, e.day, e.gate.value if e.gate else "", e.gate_in, e.late)
        for e in portfolio.entries(sample, MONDAY)
    }
    assert found == {
        "PAY": ("Payment system", date(2027, 1, 15), -53, "G1", 22, 1),
        "DATA": ("Bank data platform", date(2026, 12, 1), -8, "G3", 7, 1),
        "PV-NX": ("PV station Ningxia", date(2026, 10, 30), 24, "G5", 6, 0),
    }
    done = {e.code: e.verified.percent or 0 for e in portfolio.entries(sample, MONDAY)}
    assert done["PAY"] < 10 < 70 < done["DATA"] < done["PV-NX"] < 100


def test_today_has_work_of_every_kind(sample: Path) -> None:
    found = [(t.why.value, t.key, t.days, t.owner.en) for t in portfolio.tasks(sample, MONDAY)]
    assert ("late", "PAY-03", 3, "Zhao Lin") in found
    assert ("due", "DATA-15", 1, "Sun Yu") in found
    assert ("due", "PAY-05", 3, "Security ?") in found
    assert ("wait", "PAY-01", 6, "Li Wei") in found
    (back,) = [t for t in portfolio.tasks(sample, MONDAY) if t.why.value == "back"]
    assert (back.key, back.by, back.owner.en, back.reason) == (
        "DATA-13", "Wu Lan", "He Jun", "pass rate has no source",
    )  # fmt: skip


def test_since_friday_others_did_something(sample: Path) -> None:
    since = demo.last_visit(MONDAY)
    told = [(n.code, str(n.what)) for n in portfolio.news(sample, since, demo.ME.name)]
    assert told == [
        ("PAY", "T0 from 2027-01-08 to 2027-01-15: 40 dates shifted by Gao Ping"),
        ("DATA", "G2 passed by Sun Yu"),
        ("DATA", "1 sent back by Wu Lan"),
        ("DATA", "6 verified by Wu Lan"),
    ]


def test_the_payment_handover_is_in_the_middle_of_its_life(ws: Workspace) -> None:
    pay = ws.store.handover_called("PAY")
    dossier = ws.dossier(pay)
    found = lines(dossier, MONDAY)
    assert len(found) == 42
    assert bucket(found, Bucket.LATE) == [(3, "Zhao Lin", 0)]
    assert bucket(found, Bucket.WEEK) == [(5, "Security ?", 0)]
    assert bucket(found, Bucket.WAITING) == [
        (1, "Li Wei", 1), (4, "Zhang Min", 2), (9, "Ma Rui", 1),
    ]  # fmt: skip
    assert [number for number, _, _ in bucket(found, Bucket.DONE)] == [2, 6]
    assert len(bucket(found, Bucket.LATER)) == 35
    assert [n.text for n in dossier.under(found[2].item.id, Note)] == [
        "HR sends the Excel on Monday"
    ]
    last = undo.undoable(ws, pay)
    assert last is not None
    assert (last.author.actor, last.author.typed_by) == ("Ma Rui", "Li Wei")
    assert str(last.summary).endswith("PAY-09")


def test_the_shift_plan_that_proves_is_a_file_one_can_open(ws: Workspace) -> None:
    dossier = ws.dossier(ws.store.handover_called("PAY"))
    (proof,) = [e for e in dossier.all(Evidence) if e.sha256]
    assert Path(proof.text).read_text("utf-8").startswith("seat,")


def test_the_payment_handover_cannot_let_its_engineering_manager_go_yet(ws: Workspace) -> None:
    dossier = ws.dossier(ws.store.handover_called("PAY"))
    (chen,) = [p for p in dossier.all(Person) if p.leaves]
    assert (chen.name, chen.state, chen.told_on) == (
        "Chen Hao", PersonState.NOTIFIED, date(2026, 11, 20),
    )  # fmt: skip
    needs = leaving.checks(dossier, chen, MONDAY)
    assert [c.need for c in needs if c.met] == [Need.WORK, Need.EQUIPMENT, Need.SUCCESSOR]
    alone = [ws.tr(lack.message) for lack in needs[0].lacks]
    assert alone == [
        "K-07 Ledger retry logic: only he knows it until Wu Lan has shown it on 2027-01-05",
        "K-11 Why channel B is capped: only he knows it, and nobody is named to receive it",
        "K-12 Restart after an HSM swap: only he knows it, and no proof by Wu Lan is planned",
    ]
    safe = release.earliest_safe(dossier, chen, MONDAY)
    assert (safe.day, release.days_too_early(chen, safe)) == (date(2027, 1, 6), 17)
    assert [r.day for r in safe.reasons] == [
        date(2026, 12, 20), date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 6),
    ]  # fmt: skip
    assert str(release.cost_of_waiting(dossier, chen, safe)) == "28,800 CNY"


def test_the_data_platform_brings_28_roles_into_7_posts(ws: Workspace) -> None:
    dossier = ws.dossier(ws.store.handover_called("DATA"))
    found = team.merging(dossier)
    assert (found.roles, found.posts, str(found.ratio)) == (28, 7, "4.0")
    assert (str(found.reduction), str(found.disposed)) == ("75.0 % (21/28)", "100 % (28/28)")
    assert found.posts_filled == Share(7, 7)
    assert found.undisposed == ()
    assert found.idle == ()

    leavers = [p for p in dossier.all(Person) if p.leaves]
    assert len(leavers) == 21
    assert Counter(p.state.value for p in leavers) == {
        "released": 8, "handing_over": 5, "notified": 8,
    }  # fmt: skip
    for person in leavers:
        met = [c.met for c in leaving.checks(dossier, person, MONDAY)]
        assert met[0], "what he knows has been passed on"
        assert all(met) == (person.state is PersonState.RELEASED)
    assert all(t.is_proved for t in dossier.all(Topic))
    assert len(dossier.all(Topic)) == 12
    assert not any(s.share.above(25) for s in rampdown.steps(dossier) if len(s.leavers) > 1)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("code", ["PAY", "DATA", "PV-NX"])
def test_its_tables_go_out_and_come_back_with_nothing_to_change(
    ws: Workspace, tmp_path: Path, code: str, lang: str
) -> None:
    ws.tr = Tr(lang)
    handover = ws.store.handover_called(code)
    for name in ("person", "role", "duty", "post", "topic", "holding", "session", "access",
                 "wave", "contract", "freeze", "goal", "kpi", "changeover", "benefit", "scheme",
                 "asset"):  # fmt: skip
        file = tmp_path / f"{name}.csv"
        file.write_bytes(tables.exported(ws.reading(handover), record.get(name), "csv"))
        there = len(ws.dossier(handover).listed(name))
        if there:
            found = files_in.opened(ws, handover, file, name)
            plan = importing.plan(ws, handover, found.source)
            assert [row.fate for row in plan.rows] == [Fate.SAME] * there, name


def test_the_logs_hold_and_are_in_order(ws: Workspace) -> None:
    for code in ("PAY", "DATA", "PV-NX"):
        handover = ws.store.handover_called(code)
        assert history.verify(ws, handover).ok
        with ws.store.reading() as connection:
            found = log.entries(connection, handover)
        assert [e.at for e in found] == sorted(e.at for e in found)
        assert len({e.author.actor for e in found}) >= 5


def test_every_text_is_there_in_both_languages(ws: Workspace) -> None:
    for code in ("PAY", "DATA", "PV-NX"):
        dossier = ws.dossier(ws.store.handover_called(code))
        texts = [dossier.handover.name, *(s.name for s in dossier.all(Seat))]
        texts += [t for i in dossier.all(Item) for t in (i.text, i.why, i.proof)]
        assert all(t.en and t.zh and not t.stale for t in texts)
        assert all(p.role and p.side for p in dossier.all(Person))


def test_a_register_is_shown_alike_by_whoever_reads_only_what_it_takes(ws: Workspace) -> None:
    for entry in portfolio.entries(ws.store.path, MONDAY):
        whole = ws.reading(entry.id)
        for register in map(record.get, record.below_handover()):
            part = ws.store.dossier(entry.id, register_csv.reads(register))
            some = Reading(part, ws.context)
            for personal in (True, False):
                for made in (register_csv.typed, register_json.to_json):
                    expected = made(whole, register, personal=personal)
                    assert made(some, register, personal=personal) == expected, register.name


@pytest.mark.parametrize("today", most_of([date(2028, 2, 29), date(2026, 7, 1)]))
def test_on_another_day_everything_is_as_far_away(tmp_path: Path, today: date) -> None:
    chinese = Tr()
    chinese.lang = "zh_CN"
    start = time.process_time()
    path = demo.make_demo(tmp_path, today, chinese)
    assert time.process_time() - start < 3, "people grow impatient"
    found = {e.code: (e.day, e.gate_in, e.late) for e in portfolio.entries(path, today)}
    assert found == {"PAY": (-53, 22, 1), "DATA": (-8, 7, 1), "PV-NX": (24, 6, 0)}
    (back,) = [t for t in portfolio.tasks(path, today) if t.why.value == "back"]
    assert back.reason == "合格率没有数据来源"


def test_a_sample_is_not_made_over_another(sample: Path) -> None:
    with pytest.raises(Refused, match="there is a sample in this folder already"):
        demo.make_demo(sample.parent, MONDAY)


def test_the_samples_template_is_as_good_as_the_built_in_ones() -> None:
    from importlib import resources

    path = resources.files("workbench.samples").joinpath("data-platform.toml")
    assert template_file.check(path) == []


def test_the_station_s_kpis_have_changed_over(ws: Workspace) -> None:
    handover = ws.store.handover_called("PV-NX")
    dossier = ws.dossier(handover)
    assert str(mapping(dossier).mapped) == "100 % (3/3)"
    assert {k.state for k in dossier.all(Kpi)} == {KpiState.RETIRED, KpiState.LIVE}
    assert all(not v.holes for v in vacuums(dossier, MONDAY))
    grid, year = (bonus(s, dossier.calendar, Decimal("98.2")) for s in dossier.all(Scheme))
    assert str(grid.words) == "12 days early x 200,000 CNY = 2,400,000 CNY"
    assert str(year.amount) == "400,000 CNY"
    pr = next(s for s in standings(dossier, MONDAY) if s.kpi.name == "Performance ratio PR")
    assert (pr.kpi.readings, pr.baseline.readings, pr.missing, pr.status) == (
        32, 12, 3, Status.CRIT)  # fmt: skip


def test_the_substation_has_documents_in_order_and_experience_in_heads(
    substation: Workspace,
) -> None:
    dossier = substation.dossier(substation.store.handover_called("SUB"))
    found = coverage(dossier)
    assert (str(found.explicit), str(found.tacit)) == ("85.0 % (17/20)", "30.0 % (6/20)")
    assert str(found.gap) == "55.0"
    assert {t.title for t in local_only(dossier) if not t.learning} == {
        "Birds and kites of this valley"
    }
    (late,) = [c for c in clashes(dossier, MONDAY) if c.kind is ClashKind.ABSENT]
    assert str(late.message) == "Zhou Gen leaves on 2026-12-31, before 2027-01-06"


def test_the_transformer_is_proved_by_the_second_blind_test_and_by_nothing_before_it(
    substation: Workspace,
) -> None:
    handover = substation.store.handover_called("SUB")
    dossier = substation.dossier(handover)
    ear = next(t for t in dossier.all(Topic) if t.number == 21)
    assert ear.title == "Hearing a fault in the transformer"
    came = [
        (s.kind.value if s.kind else "", s.level, s.outcome) for s in dossier.under(ear.id, Session)
    ]
    assert [kind for kind, _, _ in came] == [
        "interview", "shadowing", "shadowing", "reverse_shadowing", "examination", "examination",
    ]  # fmt: skip
    assert came[-2][1:] == (2, "blind test: 6 of 10 right, discharges missed")
    assert came[-1][1:] == (3, "blind test: 8 of 10 right")
    with substation.store.reading() as connection:
        entries = log.entries(connection, handover)
        states = [
            change.after["state"]
            for entry in entries
            for change in log.changes_of(connection, entry.id)
            if change.record == ear.id and change.after and "state" in change.after
        ]
    assert states[-5:] == [
        "elicited", "shadowing", "reverse_shadowing", "assessed", "signed_off",
    ]  # fmt: skip
    assert [p.name for p in receivers_shown(dossier, ear)] == ["Qin Yue"]


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_substation_is_told_in_both_languages_and_its_tables_come_back(
    tmp_path: Path, lang: str
) -> None:
    ws = Workspace.open(demo.make_demo(tmp_path, MONDAY, Tr(lang), "substation"), demo.ME)
    ws.tr = Tr(lang)
    handover = ws.store.handover_called("SUB")
    assert ("老师傅" in "".join(p.role for p in ws.dossier(handover).all(Person))) is (
        lang == "zh_CN"
    )
    for name in ("person", "post", "topic", "holding", "session", "task"):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(tables.exported(ws.reading(handover), record.get(name), "csv"))
        plan = importing.plan(ws, handover, files_in.opened(ws, handover, file, name).source)
        assert {row.fate for row in plan.rows} == {Fate.SAME}, name
