"""How many wait less."""

from plotnine import aes, ggplot, stat_ecdf
from plotnine.data import faithful

plot = ggplot(faithful, aes("waiting")) + stat_ecdf(geom="step")
plot.draw(show=True)
