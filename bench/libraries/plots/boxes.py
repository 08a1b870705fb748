"""Miles by kind."""

from plotnine import aes, element_text, geom_boxplot, ggplot, theme
from plotnine.data import mpg

plot = ggplot(mpg, aes("class", "hwy")) + geom_boxplot() + theme(axis_text_x=element_text(rotation=45))
plot.draw(show=True)
