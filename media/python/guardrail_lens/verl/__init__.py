"""Runs of verl (`verl.trainer.main_ppo`): its data and overrides, its rewards, and its dumps as a run's folder."""
