"""Turns every scenario into a test."""

import importlib.resources

from pytest_bdd import scenarios

scenarios(str(importlib.resources.files("vmrt.features")))
