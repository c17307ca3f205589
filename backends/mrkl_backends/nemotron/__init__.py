"""Chat with Llama-Nemotron models as text: prompts in, reasoning, content and tool calls out."""
