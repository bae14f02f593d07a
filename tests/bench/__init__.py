"""How fast it is, as ratios within one run: figures that hold on any machine."""
