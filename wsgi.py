"""The WSGI entry: `flask --app wsgi …`, `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

from walks import create_app

app = create_app()
