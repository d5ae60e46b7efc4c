"""What is known of a scenario before it runs."""

import importlib.resources
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vmrt.harness.label import requirements_of


@dataclass(frozen=True, slots=True)
class Card:
    """One scenario, or one example of an outline.

    Attributes:
        id: File, title and, for an outline, the values of the example: stable between runs.
        name: The title, with the values filled in.
        feature: The title of the feature.
        tags: Of the scenario and its feature, sorted.
        requirements: That it can give evidence for: the labels of its steps, else its tags.
        steps: ``(("given", "a cluster"), ...)``.
    """

    id: str
    name: str
    feature: str
    tags: tuple[str, ...]
    requirements: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]

    def entry(self) -> dict[str, Any]:
        """Return the journal entry that announces the scenario."""
        return {
            "id": self.id,
            "name": self.name,
            "feature": self.feature,
            "tags": list(self.tags),
            "requirements": list(self.requirements),
            "thens": [requirements_of(text) for kind, text in self.steps if kind == "then"],
        }

    def has(self, expression: str) -> bool:
        """Say whether all words of a selection stand in its name, file, tags or requirements."""
        text = " ".join([self.id, *self.tags, *self.requirements]).lower()
        return all(word.lower() in text for word in expression.split())


def card(template: Any, example: Mapping[str, object]) -> Card:  # noqa: ANN401 - pytest-bdd's type
    """Return the card of a ``ScenarioTemplate`` and the values of one example."""
    scenario = template.render(example)
    rule_tags = set() if template.rule is None else template.rule.tags
    tags = tuple(sorted(template.tags | template.feature.tags | rule_tags))
    labels = {one for step in scenario.steps for one in requirements_of(step.name)}
    tagged = {tag for tag in tags if tag.startswith("R-")}
    stem = template.feature.filename.rsplit("/", 1)[-1].removesuffix(".feature")
    values = [str(value) for key, value in example.items() if f"<{key}>" not in template.name]
    return Card(
        id=f"{stem}: {scenario.name}" + (f" [{', '.join(values)}]" if values else ""),
        name=scenario.name + (f" [{', '.join(values)}]" if values else ""),
        feature=template.feature.name,
        tags=tags,
        requirements=tuple(sorted(labels or tagged)),
        steps=tuple((step.type, step.name) for step in scenario.steps),
    )


def cards() -> Iterator[Card]:
    """Yield the card of every scenario that is shipped, file by file, in order."""
    from pytest_bdd.feature import get_features  # noqa: PLC0415 - 0.1 s that --help need not pay

    folder = importlib.resources.files("vmrt.features")
    for feature in get_features([str(folder)]):
        for template in feature.scenarios.values():
            contexts = [one for table in template.examples for one in table.as_contexts()]
            for example in contexts or [{}]:
                yield card(template, example)
