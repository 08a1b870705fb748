"""Where points fall, in bins."""

from plotnine import aes, geom_bin_2d, ggplot, scale_fill_cmap
from plotnine.data import faithful

plot = ggplot(faithful, aes("eruptions", "waiting")) + geom_bin_2d(bins=12) + scale_fill_cmap("viridis")
plot.draw(show=True)
