"""The one way to change what is published: `observe`, `plan`, `transaction`, `verify`."""
