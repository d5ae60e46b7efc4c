"""The kinds that are served: built-in ones as data, custom ones from definitions."""
