"""What is approved goes out, whole or not at all: feeds, cards, destinations."""
