"""`new`: an episode's YAML for each recording, from its tags, its file name and the show's other episodes."""

from feedpub.commands.new.episode import FilledField
from feedpub.commands.new.run import CreatedEpisode, CreatedEpisodes, new

__all__ = ["CreatedEpisode", "CreatedEpisodes", "FilledField", "new"]
