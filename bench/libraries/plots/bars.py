"""Kinds of cars, by drive."""

from plotnine import aes, coord_flip, geom_bar, ggplot
from plotnine.data import mpg

plot = ggplot(mpg, aes("class", fill="drv")) + geom_bar(position="dodge") + coord_flip()
plot.draw(show=True)
