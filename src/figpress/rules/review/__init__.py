"""What is approved, what is lacking, what is sent out."""
