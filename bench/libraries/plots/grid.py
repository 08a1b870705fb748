"""Cylinders across, drive down."""

from plotnine import aes, facet_grid, geom_point, ggplot
from plotnine.data import mpg

plot = ggplot(mpg, aes("displ", "cty")) + geom_point(alpha=0.4) + facet_grid("drv", "cyl")
plot.draw(show=True)
