"""Are residuals normal?"""

from plotnine import aes, geom_qq, geom_qq_line, ggplot
from plotnine.data import mtcars

plot = ggplot(mtcars, aes(sample="mpg")) + geom_qq() + geom_qq_line()
plot.draw(show=True)
