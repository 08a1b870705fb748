"""What is above, what is below."""

from plotnine import aes, annotate, geom_abline, geom_hline, geom_point, geom_vline, ggplot
from plotnine.data import mtcars

plot = (
    ggplot(mtcars, aes("hp", "qsec"))
    + geom_point()
    + geom_hline(yintercept=18, linetype="dashed")
    + geom_vline(xintercept=150)
    + geom_abline(slope=-0.02, intercept=21)
    + annotate("text", x=300, y=22, label="slow")
)
plot.draw(show=True)
