"""Undersong: a desktop player and recommender for the music a person owns, private by construction."""

__version__ = "0.1.0"
