"""The Gradio pages: the only modules beside app.py and the Evaluate tab that import gradio."""
