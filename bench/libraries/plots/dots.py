"""Every car a dot."""

from plotnine import aes, geom_dotplot, ggplot
from plotnine.data import mtcars

plot = ggplot(mtcars, aes("mpg")) + geom_dotplot(binwidth=1.5)
plot.draw(show=True)
