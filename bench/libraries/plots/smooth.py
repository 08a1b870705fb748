"""A line through the cloud."""

from plotnine import aes, geom_point, geom_smooth, ggplot
from plotnine.data import mtcars

plot = ggplot(mtcars, aes("wt", "mpg")) + geom_point() + geom_smooth(method="lm")
plot.draw(show=True)
