"""The one way to change what is published: `observe`, `plan`, `carry_out`, `verify`."""
