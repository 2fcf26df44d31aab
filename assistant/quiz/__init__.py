"""Quiz items: drafted from paragraphs, checked by rule, exported to trainers' tools."""
