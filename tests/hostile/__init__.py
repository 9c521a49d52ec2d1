"""Hostile input: nothing that a client sends breaks a page, a photo or the house."""
