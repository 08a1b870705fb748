"""Points that would lie on one another."""

from plotnine import aes, geom_point, ggplot, position_jitter
from plotnine.data import mpg

plot = ggplot(mpg, aes("factor(cyl)", "hwy")) + geom_point(
    position=position_jitter(width=0.2, random_state=3)
)
plot.draw(show=True)
