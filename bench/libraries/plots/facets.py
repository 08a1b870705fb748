"""One panel a class."""

from plotnine import aes, facet_wrap, geom_point, ggplot
from plotnine.data import mpg

plot = ggplot(mpg, aes("displ", "hwy")) + geom_point(size=1) + facet_wrap("class")
plot.draw(show=True)
