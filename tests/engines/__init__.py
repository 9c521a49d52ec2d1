"""The journeys of participant and resident in three browser engines."""
