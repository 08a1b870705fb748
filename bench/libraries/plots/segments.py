"""Terms of presidents."""

from plotnine import aes, geom_segment, ggplot, theme_classic
from plotnine.data import presidential

plot = (
    ggplot(presidential, aes(x="start", xend="end", y="name", yend="name", colour="party"))
    + geom_segment(size=3)
    + theme_classic()
)
plot.draw(show=True)
