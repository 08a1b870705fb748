"""Prices by weight, both on logarithmic scales."""

from plotnine import aes, geom_point, ggplot, scale_x_log10, scale_y_log10
from plotnine.data import diamonds

plot = (
    ggplot(diamonds.head(300), aes("carat", "price"))
    + geom_point(size=0.5)
    + scale_x_log10()
    + scale_y_log10()
)
plot.draw(show=True)
