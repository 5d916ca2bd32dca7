"""The rewards of Guardrail Lens for runs of other trainers. Only the standard library is imported here."""
