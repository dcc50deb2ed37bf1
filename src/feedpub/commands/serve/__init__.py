"""`serve`: a small web server for a directory target, to try a show in a real app before it is public."""

from feedpub.commands.serve.files import application
from feedpub.commands.serve.published import LOCAL_APPS, PublishedDirectory, published_directory
from feedpub.commands.serve.server import lan_address, run

__all__ = ["LOCAL_APPS", "PublishedDirectory", "application", "lan_address", "published_directory", "run"]
