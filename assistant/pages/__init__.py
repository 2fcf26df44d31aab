"""The Gradio pages: the only modules beside app.py and evals/page.py that import gradio."""
