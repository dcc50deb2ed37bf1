"""What people and programs read: plans, results, findings and errors, as JSON documents and as text made from them.

It owns stdout and stderr. Nothing is imported here: a mistyped option is answered by `output.errors` without loading
the commands.
"""
