"""How matplotlib draws in a page: its settings, the figures' markup, and what a figure says in words."""
