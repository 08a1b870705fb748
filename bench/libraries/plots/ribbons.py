"""The level of a lake."""

from plotnine import aes, geom_line, geom_ribbon, ggplot
from plotnine.data import huron

plot = (
    ggplot(huron, aes("year"))
    + geom_ribbon(aes(ymin="level - 1", ymax="level + 1"), fill="#cccccc")
    + geom_line(aes(y="level"))
)
plot.draw(show=True)
