"""The same services without a window. Exit codes and `--json` are contracts: 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app import cli_heard, cli_library
from desktop_app.cli_parts import Outcome, named, refusals_of, scanned, watched_job
from desktop_app.cli_words import parser, writes
from desktop_app.domain.errors import AppError, FolderProblem, JobCancelled, WrongUse
from desktop_app.domain.records import Ended, Mix, MixItem, Reason
from desktop_app.domain.text import clock_text, path_text, printable
from desktop_app.services import Services
from desktop_app.settings import KEYS, to_text


def run(words: Sequence[str], data_folder: Path, clock: Callable[[], datetime]) -> int:
    """Carry out one command.

    Args:
        data_folder: used where the words name none.
        clock: the local time, used where the words name none.
    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    as_json = "--json" in words
    try:
        options = parser().parse_args(list(words))
        as_json = getattr(options, "json", False)
        now = getattr(options, "now", None)
        outcome = _carry_out(
            options, getattr(options, "data_dir", data_folder), clock if now is None else lambda: now, quiet=as_json
        )
    except AppError as problem:
        outcome = Outcome({}, [], problem)
    except JobCancelled:
        stopped = AppError("Stopped. What was done is kept; the same command goes on from here.")
        outcome = Outcome({}, [], stopped)
    try:
        _say(outcome, as_json)
    except BrokenPipeError:  # whoever reads has seen enough, as in `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if outcome.problem is None:
        return 0
    return 2 if isinstance(outcome.problem, WrongUse) else 1


def failed(problem: AppError, words: Sequence[str]) -> int:
    """Tell of a fault that was met before there was a command; returns the exit code."""
    _say(Outcome({}, [], problem), "--json" in words)
    return 2 if isinstance(problem, WrongUse) else 1


def _say(outcome: Outcome, as_json: bool) -> None:
    if as_json:
        failed = {"error": _error(outcome.problem)} if outcome.problem else {}
        print(json.dumps({**outcome.payload, **failed}, allow_nan=False))
    else:
        for line in outcome.lines:
            print(line)
        if outcome.problem:
            print(printable(str(outcome.problem)), file=sys.stderr)
    sys.stdout.flush()


def _error(problem: AppError) -> dict[str, object]:
    path = None if problem.path is None else path_text(problem.path)
    return {"code": problem.code, "message": str(problem), "path": path}


def _carry_out(options: argparse.Namespace, folder: Path, clock: Callable[[], datetime], *, quiet: bool) -> Outcome:
    with Services.open(folder, write=writes(options), clock=clock) as services:
        return _HANDLERS[options.command](services, options, quiet)


def _scan(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    folders = options.folders or None
    with watched_job(quiet) as job:
        retried = services.library.retry(None) if options.retry else 0
        report = services.library.scan(folders, job)
        job.check()
        services.works.refresh()
        services.words.refresh(job)
    outcome = scanned(report)
    if options.retry:
        outcome = replace(outcome, payload={**outcome.payload, "retried": retried})
    if folders is None and not services.library.roots():
        problem = FolderProblem("No folder was added yet.", remedy="Name one: scan FOLDER.")
        return replace(outcome, problem=problem)
    return outcome


def _analyse(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    with watched_job(quiet) as job:
        services.covers.run(job)
        keys = services.keys.run(job)
        report = services.analysis.run(job, options.limit, options.jobs, anyway=True)
    payload = {
        "keys": keys.made,
        "analysed": report.analysed,
        "already": report.already,
        "failed": refusals_of(report.failed),
        "cpu_s": round(report.cpu_s, 3),
        "wall_s": round(report.wall_s, 3),
    }
    lines = [
        f"{report.analysed:,} tracks analysed in {report.wall_s:.1f} s ({report.cpu_s:.1f} s of processor time), "
        f"{report.already:,} before, {len(report.failed):,} failed."
    ]
    return Outcome(payload, lines + [f"  {printable(path_text(r.path))}: {r.reason}" for r in report.failed])


def _mix(services: Services, options: argparse.Namespace, *, log: bool) -> Mix:
    here = Path.cwd()
    return services.recommend.mix(
        options.mode,
        count=options.count,
        minutes=options.minutes,
        dial=options.dial,
        seeds=[services.library.find(word, here).id for word in options.seed],
        not_seeds=[services.library.find(word, here).id for word in options.not_seed],
        rng=options.rng,
        log=log,
    )


def _recommend(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    mix = _mix(services, options, log=options.log)
    coverage = {"analysed": mix.coverage.analysed, "tracks": mix.coverage.tracks}
    items = [_item(item) for item in mix.items]
    payload = {
        "mode": mix.mode,
        "coverage": coverage,
        "items": items,
        "relaxed": list(mix.relaxed),
        "notes": list(mix.notes),
    }
    lines = []
    for number, item in enumerate(mix.items, 1):
        lines.append(f"{number:3}  {named(item.track)}")
        lines.extend(f"     {_signed(reason.value)}  {reason.text}" for reason in _leading(item.reasons))
    lines.append(f"From {mix.coverage.analysed:,} of {mix.coverage.tracks:,} tracks analysed so far.")
    lines.extend(mix.notes)
    if options.minutes is None and len(mix.items) < options.count and not mix.mode.startswith("mood:"):
        shortest = services.settings.get().min_track_seconds
        lines.append(
            f"{len(mix.items):,} of the {options.count:,} asked for: the others are away, another recording of one of "
            f"these, no longer than {shortest} s (settings min_track_seconds), no music, holiday music out of its "
            "months (settings holiday_months), or in a folder that is never recommended from (folders lists those)."
        )
    if mix.relaxed:
        lines.append(f"Relaxed, since too little was left: {', '.join(mix.relaxed)}.")
    return Outcome(payload, lines)


def _playlist(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    mix = _mix(services, options, log=False)
    count = services.playlists.export_m3u8([item.track.id for item in mix.items], options.out)
    payload = {"path": path_text(os.fsencode(options.out)), "tracks": count, "mode": mix.mode}
    return Outcome(payload, [f"{count} tracks written to {printable(str(options.out))}."])


def _why(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    track = services.library.find(options.track, Path.cwd())
    item = services.recommend.why(track.id, options.mode)
    place = f"Number {item.pick.rank} of a list of 25 made now." if item.pick.rank else "Not in a list of 25 made now."
    lines = [named(item.track), f"Score {item.pick.score:.3f}. {place}"]
    lines += [f"  {_signed(reason.value)}  {reason.label}: {reason.text}" for reason in item.reasons]
    return Outcome({**_item(item), "rank": item.pick.rank}, lines)


def _log(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    track = services.library.find(options.track, Path.cwd())
    listen = services.history.log(track, Ended(options.ended), options.played_ms, options.at)
    payload = {
        "listen_id": listen.seq,
        "track_id": track.id,
        "started_at": listen.started_at.isoformat(),
        "played_ms": listen.played_ms,
        "ended": options.ended,
        "skip_kind": listen.skip_kind.value if listen.skip_kind else None,
    }
    return Outcome(payload, [f"Recorded: {named(track)}, {clock_text(listen.played_ms)}, {options.ended}."])


def _history(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    rows, lines = [], []
    for shown in services.history.recent(options.limit):
        listen, track = shown.listen, shown.track
        rows.append(
            {
                "listen_id": listen.seq,
                "track_id": listen.track,
                "artist": track.artist if track else "",
                "title": track.title if track else "",
                "started_at": listen.started_at.isoformat(),
                "played_ms": listen.played_ms,
                "ended": listen.ended.value if listen.ended else None,
                "source": listen.source,
            }
        )
        when = listen.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        name = named(track) if track else "a track that was removed"
        lines.append(f"{when}  {clock_text(listen.played_ms):>6}  {listen.ended.value if listen.ended else ''}  {name}")
    return Outcome({"listens": rows}, lines or ["Nothing was played yet."])


def _stats(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    stats = services.library.stats()
    payload = {
        "tracks": stats.tracks,
        "away": stats.away,
        "analysed": stats.analysed,
        "listens": stats.listens,
        "sessions": stats.sessions,
    }
    return Outcome(payload, [f"{name:9} {value:>8,}" for name, value in payload.items()])


def _settings(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    if options.value is not None:
        services.settings.set(options.key, options.value)
    settings = services.settings.get()
    keys = KEYS if options.key is None else (options.key,)
    if unknown := [key for key in keys if key not in KEYS]:
        raise WrongUse(f'There is no setting "{unknown[0]}".', remedy=f"There are: {', '.join(KEYS)}.")
    values = {key: getattr(settings, key) for key in keys}
    shown = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return Outcome({"settings": shown}, [f"{key} = {to_text(value)}" for key, value in values.items()])


def _doctor(services: Services, options: argparse.Namespace, quiet: bool) -> Outcome:
    checks = services.doctor.examine()
    payload = {
        "ok": all(c.ok for c in checks),
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks],
    }
    lines = [f"{'ok    ' if check.ok else 'FAILED'}  {check.name}: {printable(check.detail)}" for check in checks]
    bad = [check.name for check in checks if not check.ok]
    return Outcome(payload, lines, AppError(f"Not in order: {', '.join(bad)}.") if bad else None)


def _leading(reasons: Sequence[Reason]) -> list[Reason]:
    """The two weightiest reasons for a pick; where only one speaks for it, the weightiest against it as well."""
    return sorted(
        ([r for r in reasons if r.value > 0] + [r for r in reasons if r.value <= 0])[:2], key=lambda r: -abs(r.value)
    )


def _item(item: MixItem) -> dict[str, object]:
    return {
        "track_id": item.track.id,
        "artist": item.track.artist,
        "title": item.track.title,
        "path": path_text(item.track.path),
        "score": item.pick.score,
        "propensity": item.pick.propensity,
        "reasons": [_reason(reason) for reason in item.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    evidence = {"listens": list(reason.listens), "tracks": list(reason.tracks), "facts": dict(reason.facts)}
    return {"term": reason.term, "value": reason.value, "text": reason.text, "evidence": evidence}


def _signed(value: float) -> str:
    return f"{value:+.2f}"


_HANDLERS: Mapping[str, Callable[[Services, argparse.Namespace, bool], Outcome]] = {
    "scan": _scan,
    "analyse": _analyse,
    "recommend": _recommend,
    "playlist": _playlist,
    "why": _why,
    "heard": cli_heard.heard,
    "log": _log,
    "history": _history,
    "stats": _stats,
    "settings": _settings,
    "doctor": _doctor,
    "search": cli_library.search,
    "albums": cli_library.albums,
    "artists": cli_library.artists,
    "folders": cli_library.folders,
    "correct": cli_library.correct,
    "remove": cli_library.remove,
    "undo": cli_library.undo,
    "acts": cli_library.acts,
    "versions": cli_library.versions,
    "join": cli_library.join,
    "split": cli_library.split,
    "same": cli_library.same,
    "feedback": cli_library.feedback,
    "rate": cli_library.rate,
}
