"""How fast raknaq is, as ratios against named yardsticks: make bench."""
