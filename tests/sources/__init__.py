"""Tests of the sources; each has a folder of answers here."""
