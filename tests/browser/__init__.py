"""Pages in a real browser: headless Chromium, steered by its own driver; skipped where neither is installed."""
