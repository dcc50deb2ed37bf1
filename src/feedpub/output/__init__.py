"""What people and programs read: errors, plans and ends, as text and as JSON; owns stdout and stderr.

Nothing is imported here: a mistyped option is answered by `output.errors` without loading the commands.
"""
