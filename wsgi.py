"""The WSGI entry: `flask --app wsgi …`, `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

import gc

from walks import create_app

app = create_app()
# What stands for as long as the process does, the collector need not walk through again and again.
gc.freeze()
