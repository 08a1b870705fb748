"""Other people's work: citations, rights, credit, quotations, exchange with other programs."""
