"""The parts of tools/content.py: one module for each sort of content."""
