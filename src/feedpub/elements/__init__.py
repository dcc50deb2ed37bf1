"""The elements of a feed: each is one class, which says how it is written, kept, published and checked."""
