"""Finished HTML in, live HTML out: `live-cells make SITE`, whichever generator has written the site."""
