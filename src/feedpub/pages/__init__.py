"""The show's web pages: Catalog → HTML. Pure: no clock, no network, no disk but the files that come with it."""

from feedpub.pages.redirects import redirecting
from feedpub.pages.static import design
from feedpub.pages.wanted import assets, wanted

__all__ = ["assets", "design", "redirecting", "wanted"]
