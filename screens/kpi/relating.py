"""Asked in a few keys: what becomes of a KPI of the project, and where a new one comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.prompts import words
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.changeover import Relation
from workbench.domain.registers.kpi import Kpi, Phase
from workbench.services import changing
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome

_MADE = 0  # in place of an id: one that is yet to be made


async def relate(screen: EditingScreen, handover: int, kpis: Sequence[Kpi]) -> Outcome | None:
    """Ask what becomes of KPIs of the project, or from which those of operations come, and keep
    it; None when left. From a worker."""
    phases = {k.phase for k in kpis}
    if len(phases) > 1:
        screen.say(msg("these are of the project and of operations; mark those of one"), "warn")
        return None
    if phases == {Phase.OPERATIONS}:
        return await _come_from(screen, handover, kpis)
    return await _become(screen, handover, kpis)


async def _become(screen: EditingScreen, handover: int, olds: Sequence[Kpi]) -> Outcome | None:
    relations = (*changing.FOLLOWED, Relation.ENDS)
    options = [(r, screen.tr(r.label), screen.tr(_HINTS[r])) for r in relations]
    relation = await screen.choose(
        msg("What becomes of {what}?", what=_named(screen, olds)), options
    )
    if relation is None:
        return None
    new, called, reason = None, "", ""
    if relation is Relation.ENDS:
        said = await screen.ask(msg("Why it ends"), hint=msg("may be empty"))
        if said is None:
            return None
        reason = said
    else:
        new = await _which(screen, relation, olds)
        if new is None:
            return None
        if new == _MADE:
            typed = await words(screen, msg("The new KPI"))
            if typed is None:
                return None
            called = typed
    ids = [k.id for k in olds]

    def change(ws: Workspace) -> Outcome:
        return changing.relate(ws, handover, ids, relation, new=new or None, called=called,
                               reason=reason)  # fmt: skip

    target: Msg | str = screen.names.title_of(new) if new else called
    done = msg("{what} {relation} {kpi}", what=_named(screen, olds), relation=relation.label,
               kpi=target)  # fmt: skip
    if relation is Relation.ENDS:
        done = msg("{what} {relation}", what=_named(screen, olds), relation=relation.label)
    return await screen.act(change, done)


async def _which(screen: EditingScreen, relation: Relation, olds: Sequence[Kpi]) -> int | None:
    """The KPI of operations; those of the same goal first."""
    goals = {k.goal for k in olds}
    news = [k for k in screen.dossier.all(Kpi) if k.phase is Phase.OPERATIONS]
    news.sort(key=lambda k: (k.goal not in goals, k.number))
    options = [(k.id, screen.names.title_of(k.id), screen.dossier.key(k)) for k in news]
    options.append((_MADE, screen.tr(msg("a KPI that is not here yet")), ""))
    title = msg("{what} {relation}", what=_named(screen, olds), relation=relation.label)
    return await screen.choose(title, options)


async def _come_from(screen: EditingScreen, handover: int, news: Sequence[Kpi]) -> Outcome | None:
    what = _named(screen, news)
    olds = [k for k in screen.dossier.all(Kpi) if k.phase is Phase.IMPLEMENTATION]
    options = [(_MADE, screen.tr(msg("from none: it is new")), "")]
    if len(news) == 1:
        options += [(k.id, screen.names.title_of(k.id), screen.dossier.key(k)) for k in olds]
    old = await screen.choose(msg("From which KPI does {what} come?", what=what), options)
    if old is None:
        return None
    if old == _MADE:
        ids = [k.id for k in news]
        done = msg("{what} {relation}", what=what, relation=Relation.NEW.label)
        return await screen.act(lambda ws: changing.is_new(ws, handover, ids), done)
    named = screen.names.title_of(old)
    ways = [(r, screen.tr(r.label), screen.tr(_HINTS[r])) for r in changing.FOLLOWED]
    relation = await screen.choose(msg("{kpi} and {what}", kpi=named, what=what), ways)
    if relation is None:
        return None
    done = msg("{what} {relation} {kpi}", what=named, relation=relation.label,
               kpi=screen.names.title_of(news[0].id))  # fmt: skip
    return await screen.act(
        lambda ws: changing.relate(ws, handover, [old], relation, new=news[0].id), done
    )


_HINTS = {
    Relation.REPLACED: msg("another one says it better"),
    Relation.CONTINUES: msg("the same, owned by operations"),
    Relation.SPLITS: msg("several follow it; say each"),
    Relation.ENDS: msg("nothing follows it"),
}


def _named(screen: EditingScreen, kpis: Sequence[Kpi]) -> Msg | str:
    if len(kpis) == 1:
        return screen.called(kpis[0])
    return nmsg("{n} KPI", "{n} KPIs", len(kpis))
