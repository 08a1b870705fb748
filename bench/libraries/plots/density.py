"""Where eruptions are dense."""

from plotnine import aes, geom_density, ggplot, theme_minimal
from plotnine.data import faithful

plot = ggplot(faithful, aes("eruptions")) + geom_density(fill="#99bbdd") + theme_minimal()
plot.draw(show=True)
