"""What an author may write of the podcast namespace and its neighbours, by the namespace's nouns."""
