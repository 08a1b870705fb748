"""Heavier cars go fewer miles."""

from plotnine import aes, geom_point, ggplot, labs
from plotnine.data import mtcars

plot = (
    ggplot(mtcars, aes("wt", "mpg", colour="factor(cyl)"))
    + geom_point()
    + labs(x="weight, 1000 lb", y="miles a gallon")
)
plot.draw(show=True)
