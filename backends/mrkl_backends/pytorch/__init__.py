"""The local engine: Llama and Llama-Nemotron checkpoints from a folder, with no remote code."""
