"""Every format, read back by the programs that people use."""
