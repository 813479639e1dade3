"""The agents' and evaluators' console: Gradio, mounted behind our own sign-in."""
