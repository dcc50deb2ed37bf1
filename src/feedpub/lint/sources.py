"""Where rules come from, as their pages name it."""

GUIDE = "Apple, A Podcaster's Guide to RSS"
REQUIREMENTS = "Apple 823, Podcast RSS feed requirements"
RSS_2 = "RSS 2.0 specification"
BOARD = "RSS Advisory Board, Best Practices Profile"
SPOTIFY_SPEC = "Spotify, Podcast Delivery Specification"
AUDIO_GUIDE = "Apple 893, Audio requirements"
IAB = "IAB Tech Lab, Podcast Measurement Technical Guidelines 2.2"
PSP_1 = "PSP-1, Podcast RSS Specification"

LONGEST = 255
"""Characters of a value where nothing else is said (Apple, PSP-1)."""
