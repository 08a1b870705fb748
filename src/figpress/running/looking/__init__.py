"""The press looks at pictures as readers will see them, and says what they would miss."""
