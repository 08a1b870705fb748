"""A shape by its corners."""

import pandas as pd
from plotnine import aes, coord_fixed, geom_polygon, ggplot

plot = (
    ggplot(pd.DataFrame({"x": [0, 2, 1], "y": [0, 0, 1.5]}), aes("x", "y"))
    + geom_polygon(fill="none", colour="black")
    + coord_fixed()
)
plot.draw(show=True)
