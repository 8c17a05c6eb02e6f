"""The ICCPR law checklist: what the public law of a country says, question by question, with its citation."""

from __future__ import annotations

from duecare.countries.law.checklist import Answer, CountryLaw, Question, country_law, covered, questions

__all__ = ["Answer", "CountryLaw", "Question", "country_law", "covered", "questions"]
