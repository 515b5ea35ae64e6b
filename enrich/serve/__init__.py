"""The site: pages about the papers, served by Datasette beside its own, or written as files.

The pages are the same in both; only their addresses differ (`addresses`). `plugin` is the one file that Datasette
calls.
"""
