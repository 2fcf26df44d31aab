"""One calm look for all pages: system fonts, our colours, nothing from elsewhere."""

from __future__ import annotations

import gradio as gr

from assistant.pages.blocks import STATIC

TITLE = "Safeguarding Reports Assistant"
HEAD = (
    '<link rel="icon" type="image/svg+xml" href="/favicon.svg">'
    '<meta name="color-scheme" content="light dark">'
)


def page_theme() -> gr.themes.Base:
    """Gradio's theme with fonts that are on every computer and colours of enough contrast."""
    theme = gr.themes.Default(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=["system-ui", "sans-serif"],
        font_mono=["monospace"],
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_md,
    )
    return theme.set(
        button_primary_background_fill="#0f5b63",
        button_primary_background_fill_hover="#0b464d",
        button_primary_background_fill_dark="#0f6b74",
        button_primary_background_fill_hover_dark="#128391",
        button_primary_text_color="#ffffff",
        checkbox_background_color_selected="#0f5b63",
        checkbox_background_color_selected_dark="#0f6b74",
        checkbox_border_color="#5b6873",
        checkbox_border_color_dark="#a3afba",
        body_text_color="#1d2730",
        body_text_color_dark="#e8edf1",
        body_text_color_subdued="#4a5763",
        body_text_color_subdued_dark="#b3bec8",
        body_background_fill="#f7f8f8",
        body_background_fill_dark="#12181d",
        block_info_text_color="#4a5763",
        block_info_text_color_dark="#b3bec8",
        block_label_text_color="#33414d",
        block_title_text_color="#33414d",
        input_placeholder_color="#5b6873",
        input_placeholder_color_dark="#a3afba",
    )


def page_css() -> str:
    """The style sheet of our own HTML."""
    return (STATIC / "pages.css").read_text("utf-8")
