"""Helps the tests of the engine: tiny sites, and a mutated project whose truth is a full redraw."""
