"""Waiting times have two humps."""

from plotnine import aes, geom_histogram, ggplot
from plotnine.data import faithful

plot = ggplot(faithful, aes("waiting")) + geom_histogram(binwidth=3, fill="#888888")
plot.draw(show=True)
