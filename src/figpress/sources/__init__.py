"""Works that are cited and figures that are borrowed: registry, rights, credit, archives, exchange."""
