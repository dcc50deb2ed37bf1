"""One verb each: what a command does, without words for people."""
