"""Scoring, blending, constraining, diversifying and explaining. Arrays and records only: no files, no SQL, no clock."""

from desktop_app.recommend.recommender import Recommender
from desktop_app.recommend.request import MODES, TERMS, MoodFound, RankedList, Request

__all__ = ["MODES", "TERMS", "MoodFound", "RankedList", "Recommender", "Request"]
