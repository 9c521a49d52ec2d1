"""Pages for people: one file per place, and what they share."""

from flask import Flask

from walks.pages import (
    access,
    account,
    answer_templates,
    answering,
    case_sheet,
    closed_days,
    collisions,
    compression,
    contacts,
    errors,
    field,
    finding_sheet,
    findings,
    following,
    headers,
    home,
    join,
    language,
    letters,
    limits,
    meeting,
    on_behalf,
    people,
    phone_copy,
    photos,
    planning,
    protocols,
    public,
    questions,
    rendering,
    report,
    review,
    rules,
    running,
    service_worker,
    signing_in,
    static_files,
    summing_up,
    summing_up_fixing,
    summing_up_marks,
    summing_up_merging,
    summing_up_paper,
    unowned,
    well_known,
    worklist,
)

BLUEPRINTS = (
    home.bp,
    join.bp,
    field.bp,
    report.bp,
    questions.bp,
    case_sheet.bp,
    public.bp,
    following.bp,
    worklist.bp,
    unowned.bp,
    findings.bp,
    on_behalf.bp,
    meeting.bp,
    answering.bp,
    finding_sheet.bp,
    planning.bp,
    running.bp,
    summing_up.bp,
    summing_up_fixing.bp,
    summing_up_marks.bp,
    summing_up_merging.bp,
    summing_up_paper.bp,
    protocols.bp,
    review.bp,
    letters.bp,
    rules.bp,
    closed_days.bp,
    contacts.bp,
    answer_templates.bp,
    people.bp,
    account.bp,
    phone_copy.bp,
    photos.bp,
    service_worker.bp,
    signing_in.bp,
    well_known.bp,
)


def init_app(app: Flask) -> None:
    """Register every page and what stands around them."""
    app.url_map.strict_slashes = False  # people type a slash at the end, or leave it out
    rendering.init_app(app)
    language.init_app(app)
    limits.init_app(app)
    signing_in.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    static_files.init_app(app)
    errors.init_app(app)
    compression.init_app(app)
    collisions.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
