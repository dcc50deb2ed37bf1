"""Publish a podcast from YAML files."""
