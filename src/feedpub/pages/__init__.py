"""The show's web pages: Catalog → HTML."""
