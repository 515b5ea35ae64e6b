"""Speed and memory as figures: one file for each, ``make bench`` prints the table.

A figure is a rate or a ratio measured in one run; nothing here is asserted, because machines differ.
"""
