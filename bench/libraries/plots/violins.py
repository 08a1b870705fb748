"""Miles by drive."""

from plotnine import aes, geom_violin, ggplot, scale_fill_brewer
from plotnine.data import mpg

plot = ggplot(mpg, aes("drv", "hwy", fill="drv")) + geom_violin() + scale_fill_brewer(type="qual", palette=2)
plot.draw(show=True)
