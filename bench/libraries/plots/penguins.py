"""Bills of three kinds."""

from plotnine import aes, geom_point, ggplot, guide_legend, guides, scale_colour_manual, theme_bw
from plotnine.data import penguins

plot = (
    ggplot(penguins.dropna(), aes("bill_length_mm", "bill_depth_mm", colour="species"))
    + geom_point()
    + scale_colour_manual(["#0072b2", "#d55e00", "#009e73"])
    + guides(colour=guide_legend(title="kind"))
    + theme_bw()
)
plot.draw(show=True)
