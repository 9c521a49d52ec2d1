"""The same press twice: a form that comes again has been carried out, and is no collision."""

from walks.model.event import Event
from walks.model.link import Link
from walks.model.person import Person
from walks.pages.forms import event_told
from walks.pages.move_forms import CARRIED, MoveForm


def is_repeat(form: MoveForm, by: Person | Link) -> bool:
    """Say whether just this has been done since the form's page was shown, and nothing else.

    Two presses on a slow line, or Back and send: whoever did it is told that it is done.
    """
    known = event_told(form.version.data)
    since = [event for event in form.finding.events if event.id > known]
    return (
        bool(since)
        and all(by in (event.person, event.link) for event in since)
        and _does(form, since[-1])
    )


def _does(form: MoveForm, event: Event) -> bool:
    """Say whether the event is what the form asks for, with the same words."""
    carried = [form[name] for name in (*CARRIED.values(), "said") if name in form]
    written = {str(field.data).strip() for field in carried if field.data}
    words = {text.body for text in (event.text, event.said) if text}
    day = {str(event.planned_on)} if event.planned_on else set()
    return event.verb is form.verb and words | day <= written
