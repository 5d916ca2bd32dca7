"""Of the stand-in for verl (see trainer/main_ppo.py)."""
