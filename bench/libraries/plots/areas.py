"""Parts of a whole over the years."""

from plotnine import aes, geom_area, ggplot, scale_fill_hue
from plotnine.data import economics_long

plot = (
    ggplot(economics_long.query("variable != 'pop'"), aes("date", "value01", fill="variable"))
    + geom_area()
    + scale_fill_hue()
)
plot.draw(show=True)
