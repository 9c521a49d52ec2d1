"""The demo: an invented town, its people, walks and findings, so that nothing starts empty."""
