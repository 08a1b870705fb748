"""Sites that mean harm: what a clone may bring, planted in one tiny site."""
