"""Ways to run jobs: in forked processes here, on a Dask cluster elsewhere."""
