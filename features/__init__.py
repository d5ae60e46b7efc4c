"""Scenarios of enabling, disabling and preflight, as Gherkin text."""
