"""Unemployment rises and falls."""

from plotnine import aes, geom_line, ggplot, scale_x_datetime
from plotnine.data import economics

plot = (
    ggplot(economics, aes("date", "unemploy"))
    + geom_line()
    + scale_x_datetime(date_breaks="10 years", date_labels="%Y")
)
plot.draw(show=True)
