"""Requirements, evidence and verdicts; knows no cluster."""
