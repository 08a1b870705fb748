"""A map of miles."""

from plotnine import aes, geom_tile, ggplot, scale_fill_gradient2
from plotnine.data import mpg

plot = (
    ggplot(
        mpg.groupby(["cyl", "drv"], as_index=False)["hwy"].mean(), aes("factor(cyl)", "drv", fill="hwy - 23")
    )
    + geom_tile()
    + scale_fill_gradient2()
)
plot.draw(show=True)
