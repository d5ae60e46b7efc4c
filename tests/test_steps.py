"""Holds the language of the scenarios: one meaning a phrase, and no phrase that nobody says."""

import importlib
from collections import Counter

import pytest
from pytest_bdd.steps import step_function_context_registry

from vmrt.harness.label import unlabelled
from vmrt.scenario import Card, cards
from vmrt.session import STEPS

CARDS = list(cards())
MODULES = [importlib.import_module(f"vmrt.steps.{name}") for name in STEPS]


CONTEXTS = [
    context
    for context in step_function_context_registry.values()
    if context.step_func.__module__ in {module.__name__ for module in MODULES}
]


def meanings(kind: str, text: str) -> list[str]:
    return [
        context.parser.name
        for context in CONTEXTS
        if context.type == kind and context.parser.is_matching(text)
    ]


def test_there_are_phrases_and_scenarios() -> None:
    assert len(CONTEXTS) > 50
    assert len(CARDS) > 50


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_each_line_of_a_scenario_has_one_meaning(card: Card) -> None:
    wrong = {text: found for kind, text in card.steps if len(found := meanings(kind, text)) != 1}
    assert wrong == {}


def test_each_phrase_is_said_somewhere() -> None:
    said = [(kind, unlabelled(text)) for card in CARDS for kind, text in card.steps]
    unused = [
        (context.type, context.parser.name)
        for context in CONTEXTS
        if not any(kind == context.type and context.parser.is_matching(t) for kind, t in said)
    ]
    assert unused == []


def test_no_two_scenarios_share_a_name() -> None:
    assert [name for name, count in Counter(card.id for card in CARDS).items() if count > 1] == []


def test_every_then_is_labelled_and_every_label_is_a_tag() -> None:
    wrong = [card.id for card in CARDS if not set(card.requirements) <= set(card.tags)]
    assert wrong == []
