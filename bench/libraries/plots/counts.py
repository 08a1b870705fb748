"""How often each pair occurs."""

from plotnine import aes, geom_count, ggplot, scale_size
from plotnine.data import mpg

plot = ggplot(mpg, aes("cty", "hwy")) + geom_count() + scale_size(range=(0.5, 6))
plot.draw(show=True)
