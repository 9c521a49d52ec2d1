"""The domain: what the committee talks about, in its own words. Knows nothing of the web."""

# Every table is known as soon as any of them is: migrations and relationships need them all.
from walks.model import answer_template, finding, merging, number, reading, setting

__all__ = ["answer_template", "finding", "merging", "number", "reading", "setting"]
