"""Each car by its name."""

from plotnine import aes, geom_text, ggplot, xlim
from plotnine.data import mtcars

plot = ggplot(mtcars, aes("wt", "mpg", label="name")) + geom_text(size=6, ha="left") + xlim(1, 7)
plot.draw(show=True)
