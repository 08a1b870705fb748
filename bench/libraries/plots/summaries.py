"""Means and their errors."""

from plotnine import aes, ggplot, stat_summary
from plotnine.data import mtcars

plot = ggplot(mtcars, aes("factor(cyl)", "mpg")) + stat_summary(fun_data="mean_se")
plot.draw(show=True)
