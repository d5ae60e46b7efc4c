"""Whose fault it is: the suite's, or the implementation's."""


class HarnessError(Exception):
    """The suite could not do its work. Says nothing about the implementation."""


class NotObservableError(HarnessError):
    """The backend or driver has no way to see or do what a step asks. The verdict is UNKNOWN."""


class SilentError(HarnessError):
    """Nothing happened, and nothing shows that the implementation was alive: no evidence."""


class TimedOutError(AssertionError):
    """The implementation did not get there in time. This one does count against it."""


class UsageError(HarnessError):
    """The user asked for something that does not exist or does not fit."""
